"""What stands on a sign-in sheet, as far as who keeps it may know it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from engagement.models import SheetEntry, SignInSheet
from engagement.name_lists import Entry, Known, resolve
from partnering.models import Person


@dataclass
class Signed:
    """The entries of a sheet: who it was where that is known, with whom it may be, and what remains.

    `people` also has those who signed with their account and whom one may not see: `unseen` says how many.
    """

    people: dict[int, Person] = field(default_factory=dict)
    seen: list[Person] = field(default_factory=list)
    unseen: int = 0
    open: list[tuple[SheetEntry, tuple[Known, ...]]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many signed and are not noted yet."""
        return len(self.people) + len(self.open)


def signed_on(user: Any, sheet: SignInSheet, people: QuerySet[Person]) -> Signed:
    """Hold what was typed against these people, whom the user may see and name."""
    entries = list(SheetEntry.objects.visible_to(user).filter(sheet=sheet).select_related("person"))
    signed = Signed()
    by_key = people.in_bulk([entry.person_id for entry in entries if entry.person_id])
    known = [
        Known(*row) for row in people.order_by().values_list("pk", "name", "email", "organisation__name")
    ]
    found: dict[int, int] = {}
    for entry in entries:
        if entry.person is not None:
            signed.people[entry.pk] = entry.person
            if entry.person_id in by_key:
                signed.seen.append(entry.person)
            else:
                signed.unseen += 1
            continue
        resolved = resolve([Entry(str(entry), entry.name, entry.email.lower())], known)
        if not resolved.found and entry.email and entry.name:
            resolved = resolve([Entry(str(entry), entry.name)], known)
            choices = tuple(resolved.found.values()) or _several(resolved.ambiguous)
            signed.open.append((entry, choices))
        elif resolved.found:
            found[entry.pk] = next(iter(resolved.found))
        else:
            signed.open.append((entry, _several(resolved.ambiguous)))
    matched = people.in_bulk(list(set(found.values())))
    signed.people |= {pk: matched[key] for pk, key in found.items()}
    signed.seen += [matched[key] for key in found.values()]
    return signed


def _several(ambiguous: list[Any]) -> tuple[Known, ...]:
    return ambiguous[0].choices if ambiguous else ()
