"""The weekly review of a small workspace whose numbers are known by hand."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from radar_tui.config import Config
from radar_tui.db.errors import WorkspaceError
from radar_tui.db.tables import (
    AccountRow,
    AlertRow,
    AlertTransitionRow,
    ImportRunRow,
    InterventionRow,
    MessageRow,
    MessageScoreRow,
    ResponseRow,
    SettingRow,
    SourceRow,
    TagAliasRow,
    TagRow,
    TicketRow,
    TicketScoreRow,
    TicketStandingRow,
    TicketTagEditRow,
    TicketTagRow,
)
from radar_tui.reporting.weekly import Headline, Judgement, MetricLine, WeeklyReview
from radar_tui.services.reviewing import weekly_review
from radar_tui.services.workspace import Workspace, open_workspace

HOUR = timedelta(hours=1)
WEEK = timedelta(days=7)
# The reviewed week is 2026-W47, from Monday, 16 November.
MONDAY = "2026-11-16T00:00+00:00"
IDS = {"model": "m", "rubric": "r"}


@pytest.fixture
def workspace(location: str, as_of: datetime, tmp_path: Path) -> Iterator[Workspace]:
    workspace = open_workspace(Config(location, tmp_path, as_of, "Dana", seed=1))
    yield workspace
    workspace.close()


class Story:
    """Writes what a test tells of: tickets, alerts, interventions."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.monday = datetime.fromisoformat(MONDAY)
        self.count = 0
        run = {"first_run_id": 1, "last_run_id": 1}
        self.run = run
        self.put(SourceRow(name="desk", system="zendesk", data_as_of=workspace.as_of))
        self.put(
            ImportRunRow(
                id=1,
                kind="tickets",
                format="zendesk",
                source="desk",
                file_name="export.json",
                state="done",
                actor="Dana",
                started_at=self.monday - 20 * WEEK,
            )
        )
        tags = {
            "payments": "feature-area",
            "exports": "feature-area",
            "token-expiry": "root-cause",
            "slow-report": "root-cause",
            "asked-for-manager": "escalation-reason",
        }
        self.put(*(AccountRow(id=n, name=f"Acme {n}", name_key=f"acme {n}", **run) for n in (1, 2)))
        self.put(*(TagRow(name=name, kind=kind, label=name, **run) for name, kind in tags.items()))
        self.put(*(TagAliasRow(alias=name, name=name) for name in tags))

    def put(self, *rows: object) -> None:
        with self.workspace.database.writing() as session:
            session.add_all(rows)

    def ticket(
        self,
        at: datetime,
        *tags: str,
        account: int | None = 1,
        score: int | None = 20,
        said: int | None = None,
        noise: str | None = None,
        status: str = "open",
        solved_at: datetime | None = None,
    ) -> int:
        """One ticket; `score` is where it stands, `said` what its one message scores."""
        self.count += 1
        number = self.count
        self.put(
            TicketRow(
                id=number,
                source="desk",
                external_id=str(number),
                subject=f"subject {number}",
                status=status,
                account_id=account,
                assignee="Ravi",
                created_at=at,
                known_at=at,
                updated_at=at,
                solved_at=solved_at,
                noise=noise,
                content_hash="h",
                **self.run,
            )
        )
        self.put(*(TicketTagRow(ticket_id=number, name=tag) for tag in tags))
        if noise is None and status != "deleted":
            self.standing(number, score)
        if said is not None:
            self.message(number, at, said)
        return number

    def standing(self, ticket: int, score: int | None) -> None:
        self.put(
            TicketStandingRow(
                ticket_id=ticket,
                revision=1,
                is_open=True,
                score=score,
                trajectory="flat",
                why="w",
                ticket_revision=1,
                **IDS,
            )
        )

    def message(self, ticket: int, at: datetime, score: int) -> None:
        digest = f"hash-{ticket}"
        self.put(
            MessageRow(
                ticket_id=ticket,
                external_id="1",
                author_role="customer",
                author="them",
                public=True,
                occurred_at=at,
                known_at=at,
                text="words",
                text_hash=digest,
                content_hash="h",
                **self.run,
            ),
            MessageScoreRow(
                text_hash=digest,
                score=score,
                review=score > 60,
                language="en",
                contributions=[],
                **IDS,
            ),
        )

    def weeks(self, counts: list[int], *tags: str) -> None:
        """Tickets in the weeks before the reviewed one, oldest first."""
        for back, count in enumerate(reversed(counts), start=1):
            for number in range(count):
                self.ticket(
                    self.monday - back * WEEK + number * HOUR, *tags, account=1 + number % 2
                )

    def alert(
        self, key: str, fired_at: datetime, *, began_at: datetime | None = None, value: float = 9
    ) -> int:
        self.count += 1
        evidence, spike = {"threshold": 5.0, "window": "7d"}, {"feature-area": "payments"}
        row = AlertRow(
            rule_key=key,
            rule_version=1,
            rule_hash="h",
            label_hash=str(self.count),
            labels=spike if key == "ticket-spike" else {"root-cause": "token-expiry"},
            occurrence=1,
            step=1,
            state="firing",
            since=fired_at,
            began_at=began_at,
            fired_at=fired_at,
            evaluated_at=fired_at,
            value=2,
            evidence=evidence,
        )
        with self.workspace.database.writing() as session:
            session.add(row)
            session.flush()
            number = row.id or 0
            session.add(
                AlertTransitionRow(
                    alert_id=number,
                    step=1,
                    at=fired_at,
                    rule_version=1,
                    from_state="normal",
                    to_state="firing",
                    cause="threshold",
                    value=value,
                    evidence=evidence,
                )
            )
        return number

    def review(self, label: str | None = None) -> WeeklyReview:
        return weekly_review(self.workspace, label)


@pytest.fixture
def story(workspace: Workspace) -> Story:
    return Story(workspace)


def headline(review: WeeklyReview, key: str) -> Headline:
    return next(each for each in review.headlines if each.key == key)


def metric(review: WeeklyReview, key: str) -> MetricLine:
    return next(each for each in review.metrics if each.key == key)


def test_the_last_whole_week_is_reviewed_by_default(story: Story) -> None:
    assert story.review().week.label == "2026-W47"


def test_a_week_counts_from_its_first_moment_up_to_its_last(story: Story) -> None:
    tick = timedelta(microseconds=1)
    story.ticket(story.monday - tick, "payments")
    story.ticket(story.monday, "payments")
    story.ticket(story.monday + WEEK - tick, "payments")
    story.ticket(story.monday + WEEK, "payments")
    review = story.review("2026-W47")
    assert headline(review, "new-tickets").value == 2
    assert [(area.area, area.count) for area in review.areas] == [("payments", 2)]


def test_the_week_is_counted_in_the_workspaces_zone(story: Story) -> None:
    story.put(SettingRow(key="zone", value="Asia/Tokyo", rev=1))
    story.ticket(story.monday - 9 * HOUR, "payments")
    story.ticket(story.monday - 10 * HOUR, "payments")
    assert headline(story.review("2026-W47"), "new-tickets").value == 1


def test_noise_and_deleted_tickets_are_left_out(story: Story) -> None:
    story.ticket(story.monday, "payments", "token-expiry", "asked-for-manager")
    for noise, status in (("spam", "open"), (None, "deleted")):
        story.ticket(
            story.monday,
            "payments",
            "token-expiry",
            "asked-for-manager",
            noise=noise,
            status=status,
            solved_at=story.monday + HOUR,
            said=150,
        )
    review = story.review()
    values = {each.key: each.value for each in review.headlines}
    assert values["new-tickets"] == 1
    assert values["solved-tickets"] == 0
    assert values["over-review"] == 0
    assert values["escalated-tickets"] == 1
    assert review.areas[0].count == 1
    assert review.issues == ()
    assert review.closed == 0


def test_a_number_is_shown_beside_last_weeks_and_the_eight_weeks_range(story: Story) -> None:
    story.weeks([1, 2, 3, 4, 3, 2, 3, 2, 3], "payments")
    for number in range(4):
        story.ticket(story.monday + number * HOUR, "payments")
    tickets = headline(story.review(), "new-tickets")
    # The oldest week began before the first ticket came, so that it is not known as a whole.
    assert (tickets.value, tickets.previous) == (4, 3)
    assert (tickets.low, tickets.high, tickets.weeks) == (2, 4, 8)
    assert tickets.judgement is Judgement.WITHIN


def test_a_week_that_is_not_over_is_not_judged(story: Story) -> None:
    story.weeks([2] * 9, "payments")
    review = story.review("2026-W48")
    assert headline(review, "new-tickets").reason == "the week is not over"
    assert review.areas[0].status == "incomplete-week"


def test_a_week_that_the_data_do_not_cover_is_not_judged(story: Story) -> None:
    story.weeks([2] * 9, "payments")
    with story.workspace.database.writing() as session:
        session.get_one(SourceRow, "desk").data_as_of = story.monday + 2 * HOUR
    review = story.review()
    assert headline(review, "new-tickets").reason == "desk ends before the week does"
    assert [source.covers_week for source in review.sources] == [False]


def test_message_scores_compare_weeks_though_tickets_were_solved_since(story: Story) -> None:
    for back in range(6):
        for number in range(5):
            at = story.monday - back * WEEK + number * HOUR
            story.ticket(at, score=0 if back else 90, said=61 if number == 0 else 40)
    review = story.review()
    average = headline(review, "message-score-average")
    assert (average.value, average.low, average.high) == (pytest.approx(44.2),) * 3
    assert headline(review, "over-review").value == 1


def test_a_ticket_is_escalated_by_a_tag_or_by_the_lead(story: Story) -> None:
    story.ticket(story.monday, "asked-for-manager")
    by_lead = story.ticket(story.monday + HOUR)
    both = story.ticket(story.monday + HOUR, "asked-for-manager")
    taken_off = story.ticket(story.monday + HOUR, "asked-for-manager")
    for number in range(4):
        story.ticket(story.monday + number * HOUR)
    story.put(
        *(
            InterventionRow(ticket_id=number, escalated_at=story.monday + 2 * HOUR, rev=1)
            for number in (by_lead, both)
        ),
        TicketTagEditRow(
            ticket_id=taken_off, name="asked-for-manager", removed=True, at=story.monday, rev=1
        ),
    )
    review = story.review()
    assert headline(review, "escalated-tickets").value == 3
    rate = metric(review, "escalation-rate")
    assert (rate.value, rate.period) == (pytest.approx(3 / 8), "4 weeks")


def test_without_tags_no_escalation_is_not_claimed(story: Story) -> None:
    story.weeks([6] * 9, "payments")
    told = headline(story.review(), "escalated-tickets")
    assert (told.value, told.reason) == (None, "no tickets carry such tags")
    story.ticket(story.monday - 12 * WEEK, "asked-for-manager")
    assert headline(story.review(), "escalated-tickets").value == 0


def test_a_spike_is_told_from_a_rise(story: Story) -> None:
    story.weeks([3] * 12, "payments")
    story.weeks([6, 9, 5, 10, 7, 6, 9, 8, 5, 10, 7, 6], "exports")
    for number in range(20):
        story.ticket(story.monday + number * HOUR, "payments", account=1 + number % 2)
    for number in range(8):
        story.ticket(story.monday + number * HOUR, "exports", account=1 + number % 2)
    payments, exports = story.review().areas
    assert (payments.area, payments.status, payments.count) == ("payments", "spike", 20)
    assert payments.expected == pytest.approx(3, abs=0.5)
    assert payments.upper is not None
    assert payments.upper < 20
    # A third more than the week before, which the plain rule would have reported.
    assert (exports.area, exports.status, exports.naive) == ("exports", "ok", True)


def test_an_area_without_history_is_not_judged(story: Story) -> None:
    story.ticket(story.monday, "payments")
    (area,) = story.review().areas
    assert (area.status, area.expected, area.upper) == ("insufficient-data", None, None)


def test_recurring_issues_are_ranked_and_name_their_accounts(story: Story) -> None:
    for account in (2, 1, 2):
        story.ticket(story.monday + HOUR, "token-expiry", account=account)
    story.ticket(story.monday + HOUR, "slow-report")
    story.ticket(story.monday - HOUR, "token-expiry")
    (issue,) = story.review().issues
    assert (issue.root_cause, issue.tickets, issue.previous) == ("token-expiry", 3, 1)
    assert issue.accounts == ("Acme 2", "Acme 1")


def test_an_alert_is_shown_as_it_fired(story: Story) -> None:
    fired = story.monday + 30 * HOUR
    number = story.alert("repeat-issues", fired, began_at=fired - 3 * HOUR, value=9)
    story.put(
        ResponseRow(
            alert_id=number,
            action="Write it up",
            owner="KB owner",
            due_at=fired + HOUR,
            acknowledged_at=fired + HOUR,
            done_at=fired + 5 * HOUR,
            rev=1,
        )
    )
    review = story.review()
    (alert,) = review.alerts
    # The alert's own row holds the value of the last evaluation, 2.
    assert (alert.subject, alert.measure) == ("token-expiry", "9 tickets in 7d (> 5)")
    # What is to be done is the rule's; what a person plans instead is that person's.
    assert alert.action == "Create KB and macro and product bug intake"
    assert (alert.owner, alert.due_at, alert.fired_in_week) == ("KB owner", fired + HOUR, True)
    assert metric(review, "time-to-detect").value == pytest.approx(4)
    assert metric(review, "time-to-mitigate").value == pytest.approx(8)


def test_an_alert_that_nobody_triaged_gives_no_time_to_detect(story: Story) -> None:
    story.alert("repeat-issues", story.monday + HOUR)
    line = metric(story.review(), "time-to-detect")
    assert (line.value, line.reason) == (None, "no signal was triaged yet")


def test_a_signal_of_the_week_that_fired_later_is_shown_but_not_counted(story: Story) -> None:
    story.alert("ticket-spike", story.monday + WEEK + HOUR, began_at=story.monday + 100 * HOUR)
    story.alert("ticket-spike", story.monday + WEEK + HOUR, began_at=story.monday + WEEK)
    review = story.review()
    assert [alert.fired_in_week for alert in review.alerts] == [False]
    assert headline(review, "alerts-fired").value == 0
    assert metric(review, "ticket-spikes").value == 0


def test_before_radar_was_there_no_alert_is_counted_as_none(story: Story) -> None:
    with story.workspace.database.writing() as session:
        session.get_one(ImportRunRow, 1).started_at = story.workspace.as_of
    story.weeks([2] * 9, "payments")
    review = story.review()
    fired = headline(review, "alerts-fired")
    assert (fired.value, fired.reason) == (None, "Radar was not watching yet")
    assert metric(review, "ticket-spikes").value is None
    assert metric(review, "ticket-spikes").reason == "Radar was not watching yet"


def test_the_repeat_rate_counts_a_ticket_once(story: Story) -> None:
    story.ticket(story.monday, "token-expiry", "slow-report")
    for _ in range(4):
        story.ticket(story.monday)
    assert metric(story.review(), "repeat-rate").value == pytest.approx(1 / 5)


def intervene(story: Story, started_at: datetime, *tags: str, **fields: object) -> None:
    number = story.ticket(started_at - HOUR, *tags)
    values = {"ticket_id": number, "started_at": started_at, "started_score": 80, "rev": 1}
    story.put(InterventionRow(**(values | fields)))


def test_an_intervention_of_the_week_is_listed(story: Story) -> None:
    intervene(story, story.monday - HOUR)
    intervene(
        story,
        story.monday + HOUR,
        owner="Dana",
        next_action="call them",
        checklist={"context-reviewed": True, "emotion-acknowledged": True, "next-step": False},
    )
    (started,) = story.review().interventions
    assert (started.owner, started.next_action, started.started_score) == ("Dana", "call them", 80)
    assert (started.checklist_done, started.checklist_total) == (2, 5)
    assert not started.escalated


def test_a_prevented_escalation_counts_when_its_two_weeks_are_over(story: Story) -> None:
    over = story.monday - 10 * 24 * HOUR
    intervene(story, over)
    intervene(story, story.monday - HOUR)  # its 14 days end later
    intervene(story, over, started_score=40)  # under the threshold
    intervene(story, over, escalated_at=over + 24 * HOUR)  # not prevented
    intervene(story, over, "asked-for-manager")  # nobody knows since when
    line = metric(story.review(), "prevented-escalations")
    assert (line.value, line.denominator, line.period) == (1, 2, "4 weeks")


def test_churn_counts_as_it_was_known_when_the_intervention_began(story: Story) -> None:
    over = story.monday - 10 * 24 * HOUR
    for moment in (over - HOUR, over + HOUR):
        intervene(story, over, started_score=40)
        story.put(
            TicketScoreRow(
                ticket_id=story.count,
                revision=1,
                known_at=moment,
                cause="first",
                score=40,
                churn=True,
                trajectory="flat",
                why="w",
                contributions=[],
                **IDS,
            )
        )
    assert metric(story.review(), "prevented-escalations").value == 1


def closed_tickets(story: Story, count: int) -> None:
    for number in range(count):
        at = story.monday + number * HOUR
        story.ticket(story.monday - HOUR, status="closed", solved_at=at)


def test_three_closed_tickets_are_drawn_the_same_way_each_time(story: Story) -> None:
    closed_tickets(story, 8)
    story.ticket(story.monday, status="open", solved_at=story.monday)  # reopened
    story.ticket(story.monday, status="closed", solved_at=story.monday + WEEK)
    review = story.review()
    assert review.closed == 8
    assert len({ticket.ticket for ticket in review.sample}) == 3
    assert story.review().sample == review.sample


def test_another_seed_draws_other_tickets(
    story: Story, location: str, as_of: datetime, tmp_path: Path
) -> None:
    closed_tickets(story, 8)
    drawn = set()
    for seed in range(6):
        other = open_workspace(Config(location, tmp_path, as_of, "Dana", seed=seed))
        drawn.add(tuple(ticket.ticket for ticket in weekly_review(other).sample))
        other.close()
    assert len(drawn) > 3


def test_what_the_numbers_leave_out_is_counted(story: Story) -> None:
    story.ticket(story.monday, "payments")
    story.ticket(story.monday, score=None)
    story.ticket(story.monday)
    waiting = story.ticket(story.monday)
    with story.workspace.database.writing() as session:
        session.delete(session.get_one(TicketStandingRow, waiting))
    gaps = story.review().gaps
    assert (gaps.unscored, gaps.not_scored_yet, gaps.without_area) == (1, 1, 3)


def test_an_empty_workspace_has_a_review_too(workspace: Workspace) -> None:
    review = weekly_review(workspace)
    assert {each.judgement for each in review.headlines} == {None}
    assert (review.alerts, review.areas, review.sources, review.sample) == ((), (), (), ())


@pytest.mark.parametrize("label", ["2026-W49", "2026-W60", "last"])
def test_a_week_that_is_none_is_refused_in_one_line(workspace: Workspace, label: str) -> None:
    with pytest.raises(WorkspaceError, match="week") as refused:
        weekly_review(workspace, label)
    assert "\n" not in str(refused.value)
