"""Good payloads of every importer, from which the fuzzed ones are made."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import read_export
from support import alert_payloads
from support import chatwoot_exports as chatwoot
from support import freshdesk_exports as freshdesk
from support import helpscout_exports as helpscout
from support import intercom_exports as intercom
from support import jira_exports as jira
from support import zammad_exports as zammad
from support import zendesk_exports as zendesk
from support.mutated_payloads import SECRET

FIXTURES = Path(__file__).parents[1] / "fixtures"

Table = list[list[str]]

_MOST_ENTRIES = 5
_AT = "2026-03-01T10:00:00Z"
_LATER = "2026-03-02T10:00:00Z"
_ADA = {"id": 100, "name": "Ada", "email": "ada@acme.example", "type": "user"}
_BO = {"id": 9, "name": "Bo", "email": "bo@desk.example", "type": "admin"}
_SAID = f"{SECRET} <p>They fail &amp; fail.</p>"


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """A payload that a format reads: a JSON value, or a table of cells with its header first.

    `data` is one that stands as it is, which only its bytes can be damaged of.
    """

    name: str
    format: str
    value: Any = None
    table: tuple[tuple[str, ...], ...] = ()
    data: bytes = b""


@cache
def all_seeds() -> tuple[Seed, ...]:
    """Return the recorded payloads, shortened, and those made up where a system has none."""
    return (*_recorded(), *_made_up())


def _recorded() -> Iterator[Seed]:
    for path in sorted(FIXTURES.glob("*/*.*")):
        name = f"{path.parent.name}/{path.name}"
        try:
            with read_export(path) as export:
                if not list(export.items()):
                    continue
                found = export.format
        except BadFileError:
            continue
        if path.suffix == ".csv":
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
            yield Seed(name, found, table=tuple(map(tuple, rows[: 1 + _MOST_ENTRIES])))
        else:
            value = json.loads(path.read_text(encoding="utf-8"))
            yield Seed(name, found, _told(_shortened(value)))


def _shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _shortened(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_shortened(inner) for inner in value[:_MOST_ENTRIES]]
    return value


def _told(value: Any, name: str = "") -> Any:
    """Put the marker into what people wrote: texts of several words."""
    if isinstance(value, dict):
        return {inner: _told(value[inner], inner) for inner in value}
    if isinstance(value, list):
        return [_told(inner, name) for inner in value]
    is_prose = isinstance(value, str) and " " in value and "stat" not in name
    return f"{SECRET} {value}" if is_prose and not value[:1].isdigit() else value


def _made_up() -> Iterator[Seed]:
    for makers in (_zendesk, _freshdesk_and_jira, _intercom_and_helpscout, _zammad, _chatwoot):
        yield from makers()
    yield from _alerts()
    yield from _tables()
    yield from _parquet()


def _zendesk() -> Iterator[Seed]:
    comments = [zendesk.a_comment(number, 100 + number, _SAID) for number in (1, 2)]
    said = [{"type": "Comment", **comment} for comment in comments]
    changes = [
        {"id": 1, "type": "Change", "field_name": "status", "value": "solved"},
        {"type": "Change", "field_name": "tags", "value": ["a"], "previous_value": []},
        {"type": "CommentPrivacyChange", "comment_id": 1, "public": False},
        {"type": "SatisfactionRating", "score": "bad", "body": _SAID},
    ]
    audits = [zendesk.an_audit(10, *said), zendesk.an_audit(11, *changes, ticket_id=8)]
    via = {"channel": "email", "source": {"from": {"address": "a@b.example"}, "rel": None}}
    ticket = zendesk.a_ticket(subject=_SAID, via=via, satisfaction_rating={"score": "good"})
    users = [_ADA | {"role": "end-user"}, _BO | {"role": "agent"}]
    page = {
        "tickets": [ticket | {"audits": audits[:1]}, ticket | {"id": 8}],
        "users": users,
        "organizations": [{"id": 5, "name": "Acme"}],
        "end_of_stream": True,
    }
    yield Seed("zendesk page", "zendesk", page)
    yield Seed("zendesk lines", "zendesk", [ticket | {"comments": comments}, ticket])
    yield Seed("zendesk audits", "zendesk", {"audits": audits, "users": users})
    next_page = "https://acme.zendesk.com/api/v2/tickets/7/comments.json?page=2"
    yield Seed(
        "zendesk comments", "zendesk", {"comments": comments, "next_page": next_page, "count": 9}
    )
    ratings = [zendesk.a_rating(1), zendesk.a_rating(2, "bad")]
    yield Seed("zendesk ratings", "zendesk", {"satisfaction_ratings": ratings})


def _freshdesk_and_jira() -> Iterator[Seed]:
    conversations = [freshdesk.a_conversation(number) for number in (1, 2)]
    ticket = freshdesk.a_ticket(conversations=conversations)
    old = freshdesk.an_old_ticket(description=_SAID)
    yield Seed("freshdesk tickets", "freshdesk", [ticket, ticket | {"id": 8}])
    yield Seed("freshdesk old", "freshdesk", {"helpdesk_ticket": old})
    change = jira.a_change("status", "Open", "Done")
    entry = {"id": "1", "author": jira.BO, "created": _AT, "items": [change]}
    issue = jira.an_issue(
        summary=_SAID,
        description=jira.document(_SAID),
        comment={"comments": [jira.a_comment(1, jira.CARL, _SAID)]},
        changelog={"histories": [entry], "total": 1},
    )
    yield Seed("jira search", "jira", {"issues": [issue, issue], "total": 2})
    yield Seed("jira issues", "jira", [issue, issue])
    yield Seed("jira requests", "jira", {"values": [jira.a_request()], "isLastPage": True})


def _intercom_and_helpscout() -> Iterator[Seed]:
    thread = intercom.parts(
        intercom.a_part(1, body=_SAID), intercom.a_part(2, "close", author=intercom.an_admin())
    )
    conversation = intercom.a_conversation(
        conversation_parts=thread, conversation_rating={"rating": 5}, title=_SAID
    )
    ticket = intercom.a_ticket(ticket_parts={"ticket_parts": [intercom.a_part(1, body=_SAID)]})
    notice = intercom.a_notification("conversation.user.replied", conversation)
    yield Seed("intercom conversations", "intercom", [conversation, conversation])
    yield Seed("intercom tickets", "intercom", [ticket, ticket])
    yield Seed("intercom page", "intercom", {"type": "ticket.list", "tickets": [ticket]})
    yield Seed("intercom notifications", "intercom", [notice, notice])
    threads = (
        helpscout.a_thread(2, "message", status="closed", assignedTo=helpscout.BO),
        helpscout.a_thread(1, body=_SAID),
    )
    case = helpscout.a_conversation(*threads, subject=_SAID)
    yield Seed("helpscout conversations", "helpscout", [case, case])
    yield Seed("helpscout page", "helpscout", helpscout.a_page(conversations=[case]))
    yield Seed("helpscout threads", "helpscout", helpscout.a_page(threads=list(threads)))


def _zammad() -> Iterator[Seed]:
    ticket = zammad.an_expanded_ticket(title=_SAID)
    article = zammad.an_article(body=_SAID)
    yield Seed("zammad tickets", "zammad", [ticket, zammad.a_ticket(id=8)])
    yield Seed("zammad whole", "zammad", zammad.a_whole_ticket())
    yield Seed("zammad articles", "zammad", [article, article | {"id": 72}])
    yield Seed("zammad webhook", "zammad", zammad.a_webhook())


def _chatwoot() -> Iterator[Seed]:
    message = chatwoot.a_message(content=_SAID)
    change = {"status": {"previous_value": "open", "current_value": "resolved"}}
    conversation = chatwoot.a_conversation(messages=[message])
    event = chatwoot.a_message_event(content=_SAID)
    changed = chatwoot.a_conversation(event="conversation_updated", changed_attributes=[change])
    yield Seed("chatwoot page", "chatwoot", chatwoot.a_page(conversation, conversation))
    yield Seed("chatwoot messages", "chatwoot", chatwoot.a_page_of_messages(message))
    yield Seed("chatwoot webhooks", "chatwoot", [event, event | {"id": 3}])
    yield Seed("chatwoot changes", "chatwoot", [changed, changed])


def _alerts() -> Iterator[Seed]:
    labels = {"alertname": _SAID, "customer": _SAID, "radar_kind": "error"}
    alert = alert_payloads.an_alert(labels=labels)
    over = alert | {"status": "resolved", "endsAt": "2026-03-01T10:00:00Z"}
    yield Seed("alertmanager", "alertmanager", [alert_payloads.a_group(alert, over)] * 2)
    yield Seed("grafana", "grafana", [alert_payloads.a_grafana_group(alert)] * 2)
    incident = alert_payloads.an_incident(title=_SAID)
    message = alert_payloads.a_message("incident.triggered", incident)
    yield Seed("pagerduty", "pagerduty", [message, message])
    yield Seed("pagerduty page", "pagerduty", {"incidents": [incident], "limit": 25, "offset": 0})
    page = {"id": "jb7j80", "status_indicator": "none", "status_description": _SAID}
    change = {"created_at": _AT, "new_status": "partial_outage", "old_status": "operational",
              "id": "k7", "component_id": "c1"}  # fmt: skip
    component = {"created_at": _AT, "id": "c1", "name": _SAID, "status": "partial_outage"}
    notice = {"meta": {}, "page": page, "component_update": change, "component": component}
    well = notice | {"component_update": change | {"id": "k8", "new_status": "operational"}}
    yield Seed("statuspage component", "statuspage", [notice, well])
    monitor = {
        "id": "2743506412344", "alert_id": "123456", "alert_cycle_key": "7890",
        "alert_transition": "Triggered", "alert_type": "error", "date": "1772357400000",
        "alert_metric": "trace.http.request.duration", "event_title": _SAID, "priority": "P1",
        "event_type": "metric_alert_monitor", "tags": "service:checkout,customer:Acme",
    }  # fmt: skip
    yield Seed("datadog", "datadog", [monitor, monitor | {"alert_transition": "Recovered"}])


def _table(name: str, found: str, header: str, *rows: str) -> Seed:
    return Seed(name, found, table=tuple(map(tuple, csv.reader((header, *rows)))))


def _tables() -> Iterator[Seed]:
    yield _table(
        "zendesk view", "zendesk-csv",
        "Summation column,Id,Requester,Requester id,Requester external id,Requester email,"
        "Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,"
        "Created at,Updated at,Assigned at,Organization,Satisfaction Score",
        *(f"1,{number},Ada,100,-,ada@acme.example,acme.example,Ada,Bo,Support,{SECRET} fails,"
          "payments vip,Open,High,Mail,Problem,2026-03-01 10:00,2026-03-02 10:00,"
          "2026-03-01 11:00,Acme,Good" for number in (7, 8)),
    )  # fmt: skip
    yield _table(
        "freshdesk table", "freshdesk-csv",
        "Ticket ID,Subject,Status,Priority,Source,Agent,Created time,Resolved time,Closed time,"
        "Last update time,Agent interactions,Tags,Survey results,Full name,Email,Company name",
        *(f'{number},{SECRET} fails,Open,High,Email,Bo,2026-03-01 10:00:00,,,'
          '2026-03-02 10:00:00,2,"payments, card",Happy,Ada,ada@acme.example,Acme'
          for number in (7, 8)),
    )  # fmt: skip
    yield _table(
        "jira table", "jira-csv",
        "Summary,Issue key,Issue id,Status,Created,Updated,Resolved,Reporter,Reporter Id,Assignee,"
        "Labels,Labels,Resolution,Description,Comment,Comment,Satisfaction rating,Status Category",
        f"{SECRET} fails,HELP-7,10007,Waiting,25/Feb/26 10:17 PM,26/Feb/26 12:05 AM,,Ada,qm:1:ada,"
        f'Bo,payments,vip,,{SECRET} again.,"25/Feb/26 11:00 PM;bo;{SECRET}\nyes",,5,In Progress',
    )  # fmt: skip
    yield _table(
        "jira on a server", "jira-csv", "Issue key,Issue id,Status,Created,Comment,Comment",
        f"A-1,1,Open,1/Mar/26 09:00,1/Mar/26 09:30;bo;{SECRET},1/Mar/26 09:30;bo;two",
    )  # fmt: skip
    yield _table(
        "accounts", "accounts", "id,name,arr,tier,segment,am,csm,se,zone,domains",
        f'5,{SECRET} Acme,"$1,200,000.50",4,Enterprise,Al,Cy,Ed,Europe/Berlin,acme.com; a.de',
        ",Bare",
    )  # fmt: skip
    yield _table(
        "people", "people", "email,name,roles,tier,zone",
        f"dana@desk.example,{SECRET},Lead; agent,2,Europe/Dublin", "a@b.c,Bo,,,",
    )  # fmt: skip
    yield _table(
        "vocabulary", "vocabulary", "kind,name,label,aliases",
        f"Feature Area,pay,{SECRET} label,payments;billing", "root-cause,x,,",
    )  # fmt: skip
    yield _table(
        "events", "events", "id,kind,source,at,feature_area,account,value,unit,label_zone",
        f"e1,latency,probe,{_AT},sync,{SECRET} Acme,12.5,ms,eu", f",error,probe,{_AT},,,1,,",
    )  # fmt: skip
    event = {"id": "e1", "kind": "uptime", "source": "probe", "at": _AT, "value": 12,
             "ended_at": _LATER, "title": _SAID, "url": "https://probe.example/1",
             "unit": "count", "labels": {"zone": "eu", "host": SECRET}}  # fmt: skip
    yield Seed("event lines", "events", [event, event | {"id": "e2"}])
    row = {"id": 1, "subject": _SAID, "status": "open", "created_at": _AT, "description": _SAID}
    yield Seed("generic lines", "generic", [row, row | {"id": 2, "tags": ["a", "b"]}])
    yield _table(
        "generic table", "generic", "id,subject,status,created_at,updated_at,description,tags",
        *(f"{number},{SECRET} fails,open,{_AT},{_LATER},{SECRET} text,a;b" for number in (1, 2)),
    )  # fmt: skip
    yield _table(
        "generic thread", "generic",
        "id,subject,status,created_at,message,message_id,message_at,message_author,message_role",
        *(f"1,{SECRET} fails,open,{_AT},{SECRET} text,{number},{_AT},Ada,customer"
          for number in (1, 2)),
    )  # fmt: skip


def _parquet() -> Iterator[Seed]:
    """Small tables of most types; what is not compressed can be damaged without being noticed."""
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    tickets = pl.DataFrame(
        {
            "id": [1.0, 2.0, None],
            "subject": [_SAID, None, "three"],
            "status": pl.Series(["open", "solved", "open"], dtype=pl.Categorical),
            "created_at": [noon, noon, None],
            "updated_at": [noon.replace(tzinfo=None)] * 3,
            "description": [_SAID.encode(), b"\xff", None],
            "tags": [["a", _SAID], [], None],
            "contact": [{"email": "ada@acme.example", "seen": [noon]}, None, None],
            "amount": [Decimal("1.50"), None, Decimal(3)],
        }
    )
    events = pl.DataFrame(
        {
            "kind": ["latency", "error"],
            "source": ["probe", SECRET],
            "at": [noon, noon],
            "value": [12.5, float("nan")],
            "labels": [{"zone": "eu", "host": SECRET}, None],
        }
    )
    yield Seed("parquet tickets", "generic", data=_packed(tickets, "uncompressed"))
    yield Seed("parquet tickets, compressed", "generic", data=_packed(tickets, "zstd"))
    yield Seed("parquet events", "events", data=_packed(events, "uncompressed"))


def _packed(table: pl.DataFrame, compression: Literal["zstd", "uncompressed"]) -> bytes:
    file = io.BytesIO()
    table.write_parquet(file, compression=compression, row_group_size=2)
    return file.getvalue()
