"""Which alerts an incident in a feature area stands for."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_tui.domain.alerts import Alert, AlertState
from radar_tui.domain.inhibition import INCIDENT_KINDS, Incident, incident_of, incident_over
from radar_tui.domain.rules import RuleKind
from support.alert_cases import HOUR, NOW, SPIKE, firing

AREA = firing({"feature-area": "payments"}, rule=SPIKE)
TICKET = firing({"ticket": "zendesk/1"}, context={"feature-area": ("payments",)})


def incident(alert: Alert = AREA, kind: RuleKind = RuleKind.TICKET_SPIKE) -> Incident | None:
    return incident_of(7, alert, kind, "Ticket spike")


def by_area(incidents: Iterable[Incident]) -> dict[str, list[Incident]]:
    found: dict[str, list[Incident]] = {}
    for one in incidents:
        found.setdefault(one.about, []).append(one)
    return found


def is_under(alert: Alert, kind: RuleKind = RuleKind.FRUSTRATION_SCORE) -> bool:
    found = incident()
    assert found is not None
    return incident_over(alert, kind, by_area([found])) == found


@pytest.mark.parametrize("kind", RuleKind)
def test_incidents_are_alerts_about_an_area_of_three_kinds(kind: RuleKind) -> None:
    assert (incident(kind=kind) is not None) is (kind in INCIDENT_KINDS)


def test_failures_of_a_source_without_an_area_are_no_incident() -> None:
    assert incident(firing({"source": "probe"}), RuleKind.CONNECTION_FAILURES) is None


@pytest.mark.parametrize(
    ("state", "interrupted", "stands"),
    [
        (AlertState.FIRING, None, True),
        (AlertState.RECOVERING, None, True),
        (AlertState.NO_DATA, AlertState.FIRING, True),
        (AlertState.NO_DATA, AlertState.PENDING, False),
        (AlertState.PENDING, None, False),
        (AlertState.RESOLVED, None, False),
    ],
)
def test_an_incident_stands_until_it_resolves(
    state: AlertState, interrupted: AlertState | None, stands: bool
) -> None:
    found = incident(replace(AREA, state=state, interrupted=interrupted))
    assert (found is not None) is stands


def test_alerts_about_tickets_and_accounts_of_the_area_are_under_it() -> None:
    assert is_under(TICKET)
    assert is_under(replace(TICKET, context={"feature-area": ("sso", "payments")}))
    assert is_under(firing({"account": "ACME", "feature-area": "payments"}), RuleKind.OUT_OF_BOUNDS)


def test_others_are_not() -> None:
    assert not is_under(replace(TICKET, context={"feature-area": ("sso",)}))
    assert not is_under(replace(TICKET, context={}))
    cause = firing({"root-cause": "expired"}, context={"feature-area": ("payments",)})
    assert not is_under(cause, RuleKind.REPEAT_ISSUES)
    assert not is_under(firing({"feature-area": "payments"}), RuleKind.LOG_ANOMALIES)


def test_of_several_incidents_the_widest_is_named_then_the_first() -> None:
    def one(number: int, kind: RuleKind, hours: int) -> Incident:
        return Incident(number, kind, "payments", NOW + hours * HOUR, "")

    failures = one(1, RuleKind.CONNECTION_FAILURES, 0)
    late, early = one(2, RuleKind.TICKET_SPIKE, 2), one(3, RuleKind.TICKET_SPIKE, 1)
    assert (
        incident_over(TICKET, RuleKind.FRUSTRATION_SCORE, by_area([failures, late, early])) == early
    )


areas = st.sampled_from(["payments", "sso"])
labels = st.fixed_dictionaries(
    {}, optional={"feature-area": areas, "ticket": st.just("t/1"), "account": st.just("ACME")}
).filter(bool)
alerts = st.builds(
    lambda names, context, kind: (firing(names, context={"feature-area": context}), kind),
    labels,
    st.lists(areas, max_size=2, unique=True).map(tuple),
    st.sampled_from(RuleKind),
)


@given(st.lists(alerts, max_size=8))
def test_nothing_is_under_itself_and_nothing_that_stands_for_others_is_under_another(
    known: list[tuple[Alert, RuleKind]],
) -> None:
    incidents = {
        number: found
        for number, (alert, kind) in enumerate(known)
        if (found := incident_of(number, alert, kind, "")) is not None
    }
    under = {
        number
        for number, (alert, kind) in enumerate(known)
        if incident_over(alert, kind, by_area(incidents.values())) is not None
    }
    assert not under & incidents.keys()


def test_no_kind_is_on_both_sides() -> None:
    for kind, names in product(INCIDENT_KINDS, ({"ticket": "t/1"}, {"account": "ACME"})):
        assert not is_under(firing(names, context={"feature-area": ("payments",)}), kind)
