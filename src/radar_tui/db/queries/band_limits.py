"""Where the bands of a workspace end, as the rubric that counts says."""

from sqlmodel import Session

from radar_tui.db.tables import RubricVersionRow, SettingRow
from radar_tui.domain.bands import TEMPLATE_LIMITS, BandLimits

# The setting that names the version of the rubric that counts.
RUBRIC = "rubric"


def band_limits(session: Session) -> BandLimits:
    """Give the limits of the bands and the review threshold.

    A version that cannot be read scores nothing, and says so where it is used; lists go by the
    template's limits meanwhile.
    """
    setting = session.get(SettingRow, RUBRIC)
    version = session.get(RubricVersionRow, setting.value) if setting else None
    changes = version.definition.get("changes") if version else None
    bands = changes.get("bands") if isinstance(changes, dict) else None
    try:
        return BandLimits(**bands) if isinstance(bands, dict) else TEMPLATE_LIMITS
    except (TypeError, ValueError):
        return TEMPLATE_LIMITS
