"""Reads Jira's JSON: issues by search or alone, webhooks, requests of the service desk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from radar_tui.domain.records import (
    Noise,
    SourceHistory,
    SourceRecord,
    SourceThread,
    SourceTicket,
    TicketStatus,
)
from radar_tui.ingest.histories import last_done_at
from radar_tui.ingest.jira_requests import request_records
from radar_tui.ingest.jira_shapes import (
    Changelog,
    Comment,
    Fields,
    Issue,
    Named,
    OtherPage,
    Person,
    Request,
    Step,
    Webhook,
    fields_of,
    is_key,
    key_of,
    moment_of,
    page_of_issue,
)
from radar_tui.ingest.jira_threads import changes_of, messages_of, opening_of
from radar_tui.ingest.jira_words import noise_for, satisfaction_for, status_for
from radar_tui.ingest.json_reader import ANYWHERE, JsonReader, Layout
from radar_tui.ingest.left_out import ToldBy
from radar_tui.ingest.loose import entries_of, inner, line_of, part_of
from radar_tui.ingest.reader import ExportKind
from radar_tui.ingest.ticket_fields import Fields as FieldTexts
from radar_tui.ingest.ticket_fields import fields_in
from radar_tui.ingest.values import storable

JIRA_SYSTEM = "jira"
_TOLD_BY: ToldBy = {
    "assignee": ("assignee",),
    "merged_into": ("resolution",),
    "noise": ("resolution",),
    "priority": ("priority",),
    "requester": ("reporter",),
    "subject": ("summary",),
}
_CUSTOM_FIELD = "customfield_"
_ORGANIZATION_PATH = "/organization/"
_ISSUE_DELETED = "jira:issue_deleted"
_COMMENT_DELETED = "comment_deleted"
_DUPLICATE_LINK = "Duplicate"


@dataclass(slots=True)
class _Additions:
    """What came beside an issue: its history, and comments that are not among its fields."""

    steps: tuple[Step, ...] = ()
    comments: tuple[Comment, ...] = ()


def _issue_records(issue: Issue) -> Iterator[SourceTicket]:
    """Build the ticket of an issue, and one that gives way to it for each key it had before."""
    steps = _steps(issue.changelog, None)
    ticket = _ticket(issue, _Additions(steps))
    yield ticket
    yield from _former_keys(ticket, steps)


def _webhook_records(hook: Webhook) -> Iterator[SourceRecord]:
    """Build what an event tells: the issue as it is now, or a comment on one sent in brief.

    A comment that was taken back leaves nothing to store.
    """
    if hook.issue is None:
        raise ValueError("an event without its issue; send those of issues, with their fields")
    comments = (hook.comment,) if hook.comment is not None else ()
    if hook.event == _COMMENT_DELETED:
        return
    fields = fields_of(hook.issue)
    if fields.created is None and comments:
        messages = messages_of(None, comments, _customers(fields))
        yield SourceThread(key_of(hook.issue.key), messages)
        return
    at = hook.timestamp if hook.timestamp is not None else fields.updated
    steps = _steps(hook.issue.changelog, None) + _steps(hook.changelog, at)
    ticket = _ticket(hook.issue, _Additions(steps, comments))
    if hook.event == _ISSUE_DELETED:
        gone_at = ticket.updated_at if at is None else moment_of(at, "timestamp")
        yield replace(
            ticket,
            status=TicketStatus.DELETED,
            updated_at=max(ticket.updated_at, gone_at),
            messages=(),
        )
        return
    yield ticket
    yield from _former_keys(ticket, steps)


def _steps(changelog: Changelog | None, at: object) -> tuple[Step, ...]:
    """Return the steps of a history, and the single one that happened at a time."""
    if changelog is None:
        return ()
    single = (Step(at, changelog.items),) if changelog.items and at is not None else ()
    return (*(changelog.histories or ()), *single)


def _former_keys(ticket: SourceTicket, steps: Iterable[Step]) -> Iterator[SourceTicket]:
    """Yield a ticket for each key that an issue lost by moving between projects.

    What was imported under that key would stay open for ever.
    """
    keys = {
        item.from_text
        for step in steps
        for item in step.items or ()
        if item.field == "Key" and isinstance(item.from_text, str) and is_key(item.from_text)
    }
    for key in sorted(keys - {ticket.external_id}):
        yield replace(
            ticket,
            external_id=key,
            merged_into=ticket.external_id,
            noise=Noise.MERGED,
            messages=(),
            history=(),
            untold=ticket.untold - {"merged_into", "noise"},
        )


def _ticket(issue: Issue, additions: _Additions) -> SourceTicket:
    """Build the record of one issue.

    Raises:
        ValueError: no key, no status, or a time that is none.
    """
    key = key_of(issue.key)
    fields = fields_of(issue)
    created_at = moment_of(fields.created, "created")
    status = _status(fields)
    history = _history(additions.steps, fields)
    reporter = part_of(fields.reporter, Person)
    noise = noise_for(_name(fields.resolution))
    done_at = None if status.is_open else _solved_at(fields, history)
    opening = opening_of(fields.description, reporter, created_at)
    return SourceTicket(
        external_id=key,
        subject=storable(fields.summary) if isinstance(fields.summary, str) else "",
        status=status,
        created_at=created_at,
        updated_at=created_at if fields.updated is None else moment_of(fields.updated, "updated"),
        url=page_of_issue(issue.address, key),
        account=_organization(issue),
        requester=_label(reporter),
        requester_email=reporter.email if reporter is not None else None,
        assignee=_label(part_of(fields.assignee, Person)),
        priority=_name(fields.priority),
        solved_at=done_at,
        tags=_tags(fields),
        merged_into=_duplicate_of(fields) if noise is not None else None,
        noise=noise,
        satisfaction=_satisfaction(issue),
        messages=messages_of(opening, _comments(fields, additions), _customers(fields)),
        history=history,
        fields=_texts_of(issue, fields),
        untold=_untold(issue, fields, untimed=not status.is_open and done_at is None),
    )


def _untold(issue: Issue, fields: Fields, *, untimed: bool) -> frozenset[str]:
    """Name what an issue says nothing of; `untimed` is one done at no known time.

    Organisation and rating are custom fields: an export with any of these has them all. Jira shows
    an e-mail address only to those who may see it.
    """
    reporter = part_of(fields.reporter, Person)
    has_custom = any(name.startswith(_CUSTOM_FIELD) for name in issue.fields or {})
    also = {
        "account": not has_custom,
        "requester_email": reporter is None or reporter.email is None,
        "satisfaction": not has_custom,
        "solved_at": untimed,
        "tags": not (fields.has("labels") and fields.has("components")),
        "url": page_of_issue(issue.address, key_of(issue.key)) is None,
    }
    return fields.untold(_TOLD_BY) | {name for name, is_so in also.items() if is_so}


def _texts_of(issue: Issue, fields: Fields) -> FieldTexts:
    """Return the type, the project, the components and the custom fields.

    Those have their names where the export was asked for them (`expand=names`), else their ids.
    """
    shown = issue.names if isinstance(issue.names, dict) else {}
    found: dict[str, object] = {
        "status": fields.status.name if fields.status is not None else None,
        "component": fields.components,
        "type": fields.issue_type,
        "project": fields.project,
    }
    custom = {
        name: value
        for name, value in (issue.fields or {}).items()
        if name.startswith(_CUSTOM_FIELD)
    }
    named = {name: line_of(shown.get(name)) for name in custom}
    found |= custom | {label: custom[name] for name, label in named.items() if label}
    return fields_in(found)


def _status(fields: Fields) -> TicketStatus:
    if fields.status is None:
        raise ValueError("no status")
    is_resolved = fields.resolution is not None or fields.resolution_date is not None
    return status_for(fields.status.name, fields.status.category, is_resolved=is_resolved)


def _history(steps: Iterable[Step], fields: Fields) -> tuple[SourceHistory, ...]:
    """Return the changes, oldest first; Jira keeps no step for the values at the creation."""
    history = [
        entry
        for step in steps
        for entry in changes_of(
            step.items or (), moment_of(step.created, "changelog's created"), fields.status
        )
    ]
    history.sort(key=lambda entry: entry.occurred_at)
    return tuple(history)


def _comments(fields: Fields, additions: _Additions) -> list[Comment]:
    """Return the comments of an issue, and those beside it that are newer or not among them."""
    listed = (fields.comment.comments if fields.comment is not None else None) or []
    added = {comment.id for comment in additions.comments if comment.id is not None}
    return [*(entry for entry in listed if entry.id not in added), *additions.comments]


def _customers(fields: Fields) -> frozenset[str]:
    reporter = part_of(fields.reporter, Person)
    return frozenset((reporter.identity,) if reporter is not None and reporter.identity else ())


def _solved_at(fields: Fields, history: Iterable[SourceHistory]) -> datetime | None:
    """Return when an issue was done, by its resolution, its category or its history."""
    for value, name in (
        (fields.resolution_date, "resolutiondate"),
        (fields.category_date, "statuscategorychangedate"),
    ):
        if value is not None:
            return moment_of(value, name)
    return last_done_at(history)


def _label(person: Person | None) -> str | None:
    return (person.label or None) if person is not None else None


def _name(value: object) -> str | None:
    named = part_of(value, Named)
    return storable(named.name) if named is not None and named.name else None


def _tags(fields: Fields) -> tuple[str, ...]:
    """Return labels and components: what a team files its issues under."""
    names = [storable(label) for label in entries_of(fields.labels) if isinstance(label, str)]
    names += [name for entry in entries_of(fields.components) if (name := _name(entry))]
    return tuple(dict.fromkeys(name for name in names if name.strip()))


def _duplicate_of(fields: Fields) -> str | None:
    """Return the key of the issue that a link says this one duplicates."""
    for link in entries_of(fields.links):
        if _name(inner(link, "type")) == _DUPLICATE_LINK:
            other = part_of(inner(link, "outwardIssue"), Issue)
            if other is not None and other.key:
                return storable(other.key)
    return None


def _custom_values(issue: Issue) -> Iterator[object]:
    for name, value in (issue.fields or {}).items():
        if value and name.startswith(_CUSTOM_FIELD):
            yield value


def _organization(issue: Issue) -> str | None:
    """Return the customer's organisation: a custom field, known by where its entries lead."""
    for value in _custom_values(issue):
        for entry in entries_of(value):
            address = inner(entry, "_links", "self")
            if isinstance(address, str) and _ORGANIZATION_PATH in address and _name(entry):
                return _name(entry)
    return None


def _satisfaction(issue: Issue) -> str | None:
    """Return the customer's rating: a custom field that holds nothing else."""
    for value in _custom_values(issue):
        rating = inner(value, "rating")
        if isinstance(rating, int) and not isinstance(rating, bool):
            return satisfaction_for(rating)
    return None


def _other_page(page: OtherPage) -> Iterable[SourceRecord]:
    """Build nothing of an empty page.

    Raises:
        ValueError: there is something else on it.
    """
    if page.issues or page.values or page.comments:
        raise ValueError(
            "neither issues with key and fields nor requests with issueKey; comments belong into "
            "their issues (fields=*all) or requests (expand=comments)"
        )
    return ()


_ISSUE_SIGNS = ("fields", "changelog", "renderedFields")
_REQUEST_SIGNS = ("requestTypeId", "currentStatus", "requestFieldValues")
_PAGE_SIGNS = (
    ("issues", "isLast"),
    ("issues", "startAt"),
    ("values", "isLastPage"),
    ("comments", "startAt"),
)

JIRA = JsonReader(
    name="jira",
    kind=ExportKind.TICKETS,
    title="Jira JSON",
    system_name=JIRA_SYSTEM,
    layouts=(
        *(
            Layout("issues.item", frozenset(("key", sign)), Issue, _issue_records)
            for sign in _ISSUE_SIGNS
        ),
        *(
            Layout("values.item", frozenset(("issueKey", sign)), Request, request_records)
            for sign in _REQUEST_SIGNS
        ),
        Layout(ANYWHERE, frozenset(("webhookEvent",)), Webhook, _webhook_records),
        *(
            Layout(ANYWHERE, frozenset(("key", sign)), Issue, _issue_records)
            for sign in _ISSUE_SIGNS
        ),
        *(
            Layout(ANYWHERE, frozenset(("issueKey", sign)), Request, request_records)
            for sign in _REQUEST_SIGNS
        ),
        *(Layout(ANYWHERE, frozenset(signs), OtherPage, _other_page) for signs in _PAGE_SIGNS),
    ),
)
"""Importer of issues and requests, whichever of Jira's interfaces they were taken from."""
