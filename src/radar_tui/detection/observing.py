"""What a rule sees at one moment: the one way from facts to observations, for every kind."""

from collections.abc import Callable, Iterable, Mapping

from radar_tui.detection.account_rules import history_needed, observe_high_impact
from radar_tui.detection.event_rules import observe_events, observe_monitoring
from radar_tui.detection.facts import RuleFacts
from radar_tui.detection.housekeeping_rules import observe_silence, observe_untagged
from radar_tui.detection.language_rules import observe_language
from radar_tui.detection.spike_rule import observe_spikes
from radar_tui.detection.threshold_rules import (
    observe_connection_failures,
    observe_frustration,
    observe_repeat_issues,
)
from radar_tui.domain.alert_labels import RULE, SEVERITY, TICKET
from radar_tui.domain.alerts import Observation, make_labels
from radar_tui.domain.matchers import match_all
from radar_tui.domain.records import EventKind
from radar_tui.domain.rules import Rule, RuleKind
from radar_tui.domain.ticket_scores import NOT_SCORED_YET


def observe(rule: Rule, facts: RuleFacts) -> list[Observation]:
    """Make the observations of one rule, each of another label set.

    What `rule.only` does not match is left out. A disabled rule looks at nothing.
    """
    if not rule.enabled:
        return []
    found = _OBSERVERS[rule.kind](rule, facts)
    seen = [one for one in found if _is_meant(one, rule)] if rule.only else list(found)
    return [*seen, *_waiting(rule, facts)] if rule.kind.is_about_tickets else seen


def _is_meant(observation: Observation, rule: Rule) -> bool:
    names = {**observation.names, RULE: (rule.key,), SEVERITY: (rule.severity.value,)}
    return match_all(rule.only, names)


def _waiting(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    """An open ticket that waits for its score has not vanished: its alert waits along.

    `only` is not asked: what such a ticket is about is not known until then.
    """
    for name in facts.waiting_for_score(rule.key):
        yield Observation(
            labels=make_labels({TICKET: name}),
            value=None,
            holds=None,
            still_holds=None,
            reason=NOT_SCORED_YET,
        )


def _spikes(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_spikes(facts.weekly_counts(), rule, facts.now, hours=facts.hours())


def _connection_failures(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_connection_failures(facts.connection_failures(rule.window), rule, facts.now)


def _frustration(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    # Tickets at or under the clear level need no observation: an alert on one of them recovers.
    return observe_frustration(facts.scored_tickets(rule.clear_level), rule)


def _churn_language(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_language(facts.churn_language(), rule)


def _escalation_triggers(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_language(facts.escalation_triggers(), rule)


def _repeat_issues(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_repeat_issues(facts.root_causes(rule.window), rule, facts.now)


def _high_impact_accounts(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    tickets = facts.area_tickets(history_needed(rule), rule.min_tier)
    return observe_high_impact(tickets, rule, facts.now)


def _out_of_bounds(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_events(facts.events(EventKind.OUT_OF_BOUNDS, rule.window), rule, facts.now)


def _log_anomalies(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_events(facts.events(EventKind.LOG_ANOMALY, rule.window), rule, facts.now)


def _monitoring_alerts(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_monitoring(facts.going_on(), rule, facts.now)


def _source_silence(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_silence(facts.sources(), rule, facts.now)


def _untagged_closed(rule: Rule, facts: RuleFacts) -> Iterable[Observation]:
    return observe_untagged(facts.untagged_closed(rule.window), rule, facts.now)


_OBSERVERS: Mapping[RuleKind, Callable[[Rule, RuleFacts], Iterable[Observation]]] = {
    RuleKind.TICKET_SPIKE: _spikes,
    RuleKind.CONNECTION_FAILURES: _connection_failures,
    RuleKind.FRUSTRATION_SCORE: _frustration,
    RuleKind.CHURN_LANGUAGE: _churn_language,
    RuleKind.ESCALATION_TRIGGERS: _escalation_triggers,
    RuleKind.REPEAT_ISSUES: _repeat_issues,
    RuleKind.HIGH_IMPACT_ACCOUNTS: _high_impact_accounts,
    RuleKind.OUT_OF_BOUNDS: _out_of_bounds,
    RuleKind.LOG_ANOMALIES: _log_anomalies,
    RuleKind.MONITORING_ALERTS: _monitoring_alerts,
    RuleKind.SOURCE_SILENCE: _source_silence,
    RuleKind.UNTAGGED_CLOSED: _untagged_closed,
}
