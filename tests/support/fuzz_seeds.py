"""Good payloads of every importer, from which the fuzzed ones are made."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from radar_tui.ingest.errors import BadFileError
from radar_tui.ingest.registry import read_export
from support import alert_payloads, freshdesk_exports, jira_exports, zendesk_exports
from support.mutated_payloads import SECRET

FIXTURES = Path(__file__).parents[1] / "fixtures"

Table = list[list[str]]

_MOST_ENTRIES = 5
_AT = "2026-03-01T10:00:00Z"
_LATER = "2026-03-02T10:00:00Z"
_NOON = 1_772_366_400
_ADA = {"id": 100, "name": "Ada", "email": "ada@acme.example", "type": "user"}
_BO = {"id": 9, "name": "Bo", "email": "bo@desk.example", "type": "admin"}
_SAID = f"{SECRET} <p>They fail &amp; fail.</p>"


@dataclass(frozen=True, slots=True, eq=False)
class Seed:
    """A payload that a format reads: a JSON value, or a table of cells with its header first."""

    name: str
    format: str
    value: Any = None
    table: tuple[tuple[str, ...], ...] = ()


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


def _zendesk() -> Iterator[Seed]:
    ticket = zendesk_exports.a_ticket(subject=_SAID)
    comments = [zendesk_exports.a_comment(number, 100 + number, _SAID) for number in (1, 2)]
    page = {
        "tickets": [ticket, ticket | {"id": 8}],
        "users": [_ADA | {"role": "end-user"}, _BO | {"role": "agent"}],
        "organizations": [{"id": 5, "name": "Acme"}],
        "end_of_stream": True,
    }
    audit = zendesk_exports.an_audit(
        11, {"id": 1, "type": "Change", "field_name": "status", "value": "solved"}
    )
    yield Seed("zendesk page", "zendesk", page)
    yield Seed("zendesk lines", "zendesk", [ticket | {"comments": comments}, ticket])
    yield Seed("zendesk audits", "zendesk", {"audits": [audit, audit]})
    next_page = "https://acme.zendesk.com/api/v2/tickets/7/comments.json?page=2"
    yield Seed(
        "zendesk comments", "zendesk", {"comments": comments, "next_page": next_page, "count": 9}
    )
    yield Seed(
        "zendesk ratings", "zendesk", {"satisfaction_ratings": [zendesk_exports.a_rating(1)]}
    )


def _freshdesk_and_jira() -> Iterator[Seed]:
    conversations = [freshdesk_exports.a_conversation(number) for number in (1, 2)]
    ticket = freshdesk_exports.a_ticket(conversations=conversations)
    old = freshdesk_exports.an_old_ticket(description=_SAID)
    yield Seed("freshdesk tickets", "freshdesk", [ticket, ticket | {"id": 8}])
    yield Seed("freshdesk old", "freshdesk", {"helpdesk_ticket": old})
    change = jira_exports.a_change("status", "Open", "Done")
    entry = {"id": "1", "author": jira_exports.BO, "created": _AT, "items": [change]}
    issue = jira_exports.an_issue(
        summary=_SAID,
        description=jira_exports.document(_SAID),
        comment={"comments": [jira_exports.a_comment(1, jira_exports.CARL, _SAID)]},
        changelog={"histories": [entry], "total": 1},
    )
    yield Seed("jira search", "jira", {"issues": [issue, issue], "total": 2})
    yield Seed("jira issues", "jira", [issue, issue])
    yield Seed("jira requests", "jira", {"values": [jira_exports.a_request()], "isLastPage": True})


def _intercom_and_helpscout() -> Iterator[Seed]:
    part = {"type": "conversation_part", "id": "1", "part_type": "comment", "body": _SAID,
            "created_at": _NOON, "author": _BO}  # fmt: skip
    conversation = {
        "type": "conversation", "id": "503", "created_at": _NOON, "updated_at": _NOON + 9,
        "source": {"id": "4", "subject": _SAID, "body": _SAID, "author": _ADA},
        "contacts": {"type": "contact.list", "contacts": [{"type": "contact", "id": "100"}]},
        "open": True, "state": "open", "tags": {"type": "tag.list", "tags": [{"name": "vip"}]},
        "conversation_rating": {"rating": 5},
        "conversation_parts": {"conversation_parts": [part, part | {"id": "2"}]},
    }  # fmt: skip
    ticket = {
        "type": "ticket", "id": "494", "ticket_id": "53", "created_at": _NOON,
        "ticket_attributes": {"_default_title_": _SAID, "_default_description_": _SAID},
        "ticket_state": {"type": "ticket_state", "id": "1", "category": "in_progress"},
        "contacts": {"contacts": [{"id": "100"}]}, "updated_at": _NOON + 9, "open": True,
        "category": "Customer", "ticket_parts": {"ticket_parts": [part | {"type": "ticket_part"}]},
    }  # fmt: skip
    yield Seed("intercom conversations", "intercom", [conversation, conversation])
    yield Seed("intercom tickets", "intercom", [ticket, ticket])
    yield Seed("intercom page", "intercom", {"type": "ticket.list", "tickets": [ticket]})
    thread = {"id": 1, "type": "customer", "state": "published", "body": _SAID,
              "customer": {"id": 1, "first": "Ada", "email": "ada@acme.example"},
              "createdBy": {"id": 1, "type": "customer"}, "createdAt": _AT}  # fmt: skip
    case = {
        "id": 12, "number": 801, "status": "active", "state": "published", "subject": _SAID,
        "mailboxId": 85, "createdAt": _AT, "closedAt": None, "userUpdatedAt": _LATER,
        "customerWaitingSince": {"time": _LATER}, "tags": [{"id": 1, "tag": "payments"}],
        "primaryCustomer": {"id": 1, "email": "ada@acme.example"},
        "_embedded": {"threads": [thread, thread | {"id": 2}]},
    }  # fmt: skip
    yield Seed("helpscout conversations", "helpscout", [case, case])


def _zammad() -> Iterator[Seed]:
    ticket = {
        "id": 7, "group_id": 1, "priority_id": 3, "state_id": 2, "organization_id": 5,
        "number": "22007", "title": _SAID, "owner_id": 9, "customer_id": 100, "close_at": None,
        "preferences": {}, "created_at": _AT, "updated_at": _LATER, "article_ids": [71],
        "group": "Users", "state": "open", "priority": "3 high", "customer": "ada@acme.example",
    }  # fmt: skip
    article = {
        "id": 71, "ticket_id": 7, "type_id": 1, "sender_id": 2, "content_type": "text/html",
        "from": "Ada <ada@acme.example>", "body": _SAID, "internal": False, "created_by_id": 100,
        "created_at": _AT, "preferences": {},
    }  # fmt: skip
    assets = {
        "Ticket": {"7": ticket},
        "User": {"100": {"id": 100, "firstname": "Ada", "email": "ada@acme.example"}},
        "Organization": {"5": {"id": 5, "name": "Acme"}},
        "TicketArticle": {"71": article, "72": article | {"id": 72}},
    }
    whole = {"ticket_id": 7, "ticket_article_ids": [71, 72], "assets": assets, "tags": ["vip"]}
    yield Seed("zammad tickets", "zammad", [ticket, ticket | {"id": 8}])
    yield Seed("zammad whole", "zammad", whole)
    yield Seed("zammad articles", "zammad", [article, article | {"id": 72}])
    yield Seed("zammad webhook", "zammad", {"ticket": ticket, "article": article})


def _chatwoot() -> Iterator[Seed]:
    sender = {"id": 14, "name": "Ada", "email": "ada@acme.example", "type": "contact"}
    message = {
        "id": 1, "content": _SAID, "conversation_id": 10, "message_type": 0, "private": False,
        "content_type": "text", "created_at": _NOON, "sender": sender, "inbox_id": 1,
        "content_attributes": {},
    }  # fmt: skip
    conversation = {
        "meta": {"sender": sender, "channel": "Channel::Email", "assignee": _BO}, "id": 10,
        "messages": [message], "account_id": 1, "labels": ["payments"], "status": "open",
        "additional_attributes": {"mail_subject": _SAID}, "created_at": _NOON, "inbox_id": 1,
        "can_reply": True, "updated_at": _NOON + 90.25, "last_activity_at": _NOON,
        "timestamp": _NOON, "priority": "high",
    }  # fmt: skip
    page = {"data": {"meta": {"mine_count": 0, "all_count": 2}, "payload": [conversation] * 2}}
    messages = {"meta": {"labels": [], "contact": sender, "agent_last_seen_at": None},
                "payload": [message]}  # fmt: skip
    event = message | {"event": "message_created", "account": {"id": 1}, "message_type": "incoming",
                       "conversation": conversation, "created_at": _AT}  # fmt: skip
    yield Seed("chatwoot page", "chatwoot", page)
    yield Seed("chatwoot messages", "chatwoot", messages)
    yield Seed("chatwoot webhooks", "chatwoot", [event, event | {"id": 2}])


def _alerts() -> Iterator[Seed]:
    alert = alert_payloads.an_alert()
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
