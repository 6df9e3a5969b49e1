"""The names of the labels that alerts carry, and that matchers speak of."""

FEATURE_AREA = "feature-area"
SOURCE = "source"
TICKET = "ticket"
ACCOUNT = "account"
ROOT_CAUSE = "root-cause"
MISSING_TAG = "missing-tag"
MONITOR = "monitor"
EVENT = "event"

# These two are no labels of an observation: every alert has them from its rule.
RULE = "rule"
SEVERITY = "severity"

NAMES = (
    FEATURE_AREA,
    SOURCE,
    TICKET,
    ACCOUNT,
    ROOT_CAUSE,
    MISSING_TAG,
    MONITOR,
    EVENT,
    RULE,
    SEVERITY,
)
"""All of them, in the order in which they are offered."""
