"""Who and what the ids in Zammad's JSON mean, and how they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from radar_tui.ingest.loose import Id
from radar_tui.ingest.values import storable
from radar_tui.ingest.zammad_shapes import NOBODY, NOBODY_ID, Named, Person


@dataclass(slots=True)
class Directory:
    """What the assets of a page tell of people, organisations and states, by id."""

    users: Mapping[str, Person] = field(default_factory=dict)
    organizations: Mapping[str, str] = field(default_factory=dict)
    state_types: Mapping[str, str] = field(default_factory=dict)

    def person(self, person_id: Id | None, given: Person | str | None) -> Person | None:
        """Return a person as they are given, else by the id; None where neither tells more."""
        if isinstance(given, Person):
            return given
        if given:
            return Person(login=given, email=given if "@" in given else None)
        return self.users.get(str(person_id)) if person_id is not None else None


UNKNOWN = Directory()
"""What is known of people where a record comes without assets."""


def id_of(value: Id) -> str:
    """Return an id as the text that a database holds."""
    return storable(str(value))


def name_of(value: Named | str | None) -> str | None:
    """Return the name of what is given by name or as an object; None for nobody's."""
    name = value.name if isinstance(value, Named) else value
    return name if name != NOBODY else None


def shown(person: Person | None, person_id: Id | None) -> str | None:
    """Return how a person is shown: by name, e-mail address or login, else by id."""
    if str(person_id) == str(NOBODY_ID):
        return None
    if person is None:
        return None if person_id is None else id_of(person_id)
    parts = (person.firstname, person.lastname)
    full = " ".join(part.strip() for part in parts if part and part.strip())
    label = full or person.email or person.login
    return storable(label) if label and label != NOBODY else None
