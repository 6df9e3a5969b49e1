"""The parts of Jira's JSON that are read; anything else in it is passed over.

What may be wrong without harm to a ticket is an `object` here and read with `part_of`.
"""

import re
from datetime import datetime

import msgspec

from radar_tui.ingest.left_out import NO_KEY, Keyed
from radar_tui.ingest.loose import Id, needed_part
from radar_tui.ingest.values import from_unix, page_of, parse_time, storable

_PORTAL_CUSTOMER = "qm:"
"""How the account ids of customers begin who use the portal without an Atlassian account."""
_API_PATH = re.compile(r"(https?://[^\s?#]+?)/rest/(?:api|servicedeskapi|agile)/")
_GATEWAY = "//api.atlassian.com/"
_LAST_MILLISECOND = 10**14
_LONGEST_KEY = 255
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+")


class Person(msgspec.Struct, rename="camel"):
    """Who reported, was assigned, or wrote. Jira Cloud gives account ids, Data Center keys."""

    account_id: str | None = None
    key: str | None = None
    name: str | None = None
    display_name: str | None = None
    email_address: str | None = None
    account_type: str | None = None

    @property
    def identity(self) -> str:
        """What stands for the person in the same export; empty for an anonymous one."""
        return self.account_id or self.key or self.name or ""

    @property
    def label(self) -> str:
        """How the person is shown: by name, else by e-mail address, else by the id."""
        return storable(self.display_name or self.email_address or self.identity)

    @property
    def email(self) -> str | None:
        """The e-mail address in lower case, where Jira shows it."""
        address = self.email_address or ""
        return storable(address).strip().lower() if "@" in address else None

    @property
    def is_app(self) -> bool:
        """Whether an automation or another app acts here."""
        return self.account_type == "app"

    @property
    def is_portal_customer(self) -> bool:
        """Whether it is one of the customers that Jira Service Management keeps as such."""
        return self.account_type == "customer" or self.identity.startswith(_PORTAL_CUSTOMER)


class Named(msgspec.Struct):
    """Anything that is shown by its name: a priority, a component, a resolution."""

    name: str | None = None


class StatusCategory(msgspec.Struct):
    """The column of the board that a status stands in: `new`, `indeterminate` or `done`."""

    key: str | None = None
    name: str | None = None


class Status(msgspec.Struct, rename="camel"):
    """A status of the project's own workflow."""

    id: Id | None = None
    name: str | None = None
    status_category: StatusCategory | None = None

    @property
    def category(self) -> str | None:
        """The category by its key, which no language changes."""
        category = self.status_category
        return (category.key or category.name) if category is not None else None


class Comment(msgspec.Struct, rename="camel"):
    """A comment, as issues and as the service desk's requests have it."""

    id: Id | None = None
    author: object = None
    body: object = None
    created: object = None
    jsd_public: bool | None = None
    public: bool | None = None
    visibility: object = None
    properties: object = None


class Comments(msgspec.Struct):
    """The comments in an issue."""

    comments: list[Comment] | None = None


class Change(msgspec.Struct):
    """The change of one field."""

    field: str | None = None
    from_text: object = msgspec.field(name="fromString", default=None)
    to: object = None
    to_text: object = msgspec.field(name="toString", default=None)


class Step(msgspec.Struct):
    """Everything that one person changed at once."""

    created: object = None
    items: list[Change] | None = None


class Changelog(msgspec.Struct):
    """An issue's history, or the one step in it that a webhook tells of."""

    histories: list[Step] | None = None
    items: list[Change] | None = None


class Fields(Keyed):
    """The system fields of an issue."""

    status: Status | None = None
    created: object = None
    updated: object = None
    resolution_date: object = msgspec.field(name="resolutiondate", default=None)
    category_date: object = msgspec.field(name="statuscategorychangedate", default=None)
    comment: Comments | None = None
    summary: object = NO_KEY
    description: object = None
    reporter: object = NO_KEY
    assignee: object = NO_KEY
    priority: object = NO_KEY
    resolution: object = NO_KEY
    labels: object = NO_KEY
    components: object = NO_KEY
    links: object = msgspec.field(name="issuelinks", default=None)
    issue_type: object = msgspec.field(name="issuetype", default=None)
    project: object = None


class Issue(msgspec.Struct):
    """An issue, found by a search or alone; custom fields stand among its fields."""

    key: str | None = None
    fields: dict[str, object] | None = None
    changelog: Changelog | None = None
    address: object = msgspec.field(name="self", default=None)
    names: object = None


class Webhook(msgspec.Struct):
    """What Jira sends when something happens to an issue; the time is in milliseconds."""

    event: str | None = msgspec.field(name="webhookEvent", default=None)
    timestamp: object = None
    issue: Issue | None = None
    comment: Comment | None = None
    changelog: Changelog | None = None


class FieldValue(msgspec.Struct, rename="camel"):
    """What a customer filled in on the portal."""

    field_id: str | None = None
    value: object = None


class RequestStatus(msgspec.Struct, rename="camel"):
    """A status as the portal shows it, and since when."""

    status: str | None = None
    status_category: str | None = None
    status_date: object = None


class RequestComments(msgspec.Struct):
    """The comments that a request holds where they were asked for with `expand`."""

    values: list[Comment] | None = None


class RequestStatuses(msgspec.Struct):
    """The statuses that a request went through, where they were asked for with `expand`."""

    values: list[RequestStatus] | None = None


class RequestPeople(msgspec.Struct):
    """The participants of a request, where they were asked for with `expand`."""

    values: list[object] | None = None


class RequestLinks(msgspec.Struct, rename="camel"):
    """Where a request is found: `agent` is the page that an agent opens."""

    agent: str | None = None
    jira_rest: str | None = None


class Request(msgspec.Struct, rename="camel"):
    """A customer's request as the service-desk API gives it."""

    issue_key: str | None = None
    summary: object = None
    created_date: object = None
    current_status: RequestStatus | None = None
    request_field_values: list[FieldValue] | None = None
    reporter: object = None
    participant: object = None
    comments: RequestComments | None = None
    status: RequestStatuses | None = None
    links: object = msgspec.field(name="_links", default=None)


class OtherPage(msgspec.Struct):
    """A page of Jira's API that holds neither issues nor requests, or nothing at all."""

    issues: list[object] | None = None
    values: list[object] | None = None
    comments: list[object] | None = None


def fields_of(issue: Issue) -> Fields:
    """Return the system fields of an issue.

    Raises:
        ValueError: there are none, or they are not what Jira gives.
    """
    if issue.fields is None:
        raise ValueError("no fields; export issues with fields=*all")
    return needed_part(issue.fields, Fields)


def is_key(text: str) -> bool:
    """Tell whether a text has the form of an issue's key."""
    return len(text) <= _LONGEST_KEY and _KEY.fullmatch(text) is not None


def key_of(key: str | None) -> str:
    """Return the key of an issue, which people call it by.

    Raises:
        ValueError: it is not there or no key.
    """
    if key is None or not is_key(key):
        raise ValueError("no issue key such as HELP-12")
    return key


def moment_of(value: object, name: str) -> datetime:
    """Read a time: ISO 8601, milliseconds, or the service desk's object that holds both.

    Raises:
        ValueError: it is none.
    """
    if isinstance(value, dict):
        milliseconds = value.get("epochMillis")
        value = milliseconds if isinstance(milliseconds, int) else value.get("iso8601")
    if value is None:
        raise ValueError(f"no {name}")
    moment = parse_time(value) if isinstance(value, str) else _from_milliseconds(value)
    if moment is None:
        raise ValueError(f"{name} is not a time")
    return moment


def _from_milliseconds(value: object) -> datetime | None:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LAST_MILLISECOND:
        return None
    try:
        return from_unix(value / 1000)
    except (ValueError, OverflowError, OSError):
        return None


def page_of_issue(address: object, key: str) -> str | None:
    """Return the page of an issue on the site that its address in the API names.

    An address of Atlassian's gateway, which apps use, does not name the site.
    """
    match = _API_PATH.match(address) if isinstance(address, str) else None
    if match is None or _GATEWAY in match[1] + "/":
        return None
    return page_of(f"{match[1]}/browse/{key}")
