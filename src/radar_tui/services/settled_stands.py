"""Which open alerts still stand where the last evaluation left them, so that few are looked at."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from radar_tui.db.queries.alert_cases import case_of, ticket_snoozes
from radar_tui.db.queries.alerts import ListedAlert
from radar_tui.db.queries.band_limits import band_limits
from radar_tui.db.queries.silences import stored_silences
from radar_tui.domain.alert_labels import TICKET
from radar_tui.domain.attention import TicketSnooze, incidents_in_sight
from radar_tui.domain.bands import BandLimits
from radar_tui.domain.inhibition import INCIDENT_KINDS, Incident
from radar_tui.domain.silences import Silence
from radar_tui.services.alert_board import BoardAlert, make_board

_Around = tuple[Mapping[str, Sequence[Incident]], Sequence[Silence], BandLimits]


class SettledStands:
    """The alerts as they were after the last look at where they stand, and what was around them.

    An alert stands where it did as long as it is the same, nobody acted on it, the same incidents
    and silences go on, and so do the other alerts about its ticket. What somebody has put aside or
    taken for a while is looked at each time: that ends by the clock.
    """

    def __init__(self) -> None:
        self._settled: dict[int, ListedAlert] = {}
        self._around: _Around | None = None
        self._snoozed: Collection[str] = ()

    def look_again(
        self, session: Session, listed: Sequence[ListedAlert], now: datetime
    ) -> list[BoardAlert]:
        """Give those of all open alerts that may stand elsewhere now, in their order.

        The others stand where they stood. `listed` has the same object for an alert as the last
        time where nothing about it has changed.
        """
        snoozes = ticket_snoozes(session, now)
        silences = [one for one in stored_silences(session, ending_after=now) if one.is_active(now)]
        limits = band_limits(session)
        wide = [case_of(one, snoozes, limits) for one in listed if one.rule.kind in INCIDENT_KINDS]
        around = (incidents_in_sight(wide, silences, now), silences, limits)
        if around != self._around:
            self._settled = {}
        looked_at = self._unsettled(listed, snoozes)
        self._around, self._snoozed = around, snoozes
        self._settled = {one.id: one for one in listed if one.alert.evaluated_at <= now}
        return make_board(
            [(one, case_of(one, snoozes, limits)) for one in looked_at], silences, now
        )

    def _unsettled(
        self, listed: Sequence[ListedAlert], snoozes: Mapping[str, TicketSnooze]
    ) -> list[ListedAlert]:
        gone = self._settled.keys() - {one.id for one in listed}
        moved = {self._settled[alert_id].alert.label_hash for alert_id in gone}
        snoozed = {*snoozes, *self._snoozed}
        moved |= {
            one.alert.label_hash
            for one in listed
            if self._settled.get(one.id) is not one
            or _is_put_aside(one)
            or (snoozed and dict(one.alert.labels).get(TICKET) in snoozed)
        }
        # Alerts about one ticket have the same labels. Incidents are few, and may be over anything.
        return [
            one
            for one in listed
            if one.alert.label_hash in moved or one.rule.kind in INCIDENT_KINDS
        ]


def _is_put_aside(listed: ListedAlert) -> bool:
    handling = listed.handling
    return handling.acknowledged_at is not None or handling.snooze is not None
