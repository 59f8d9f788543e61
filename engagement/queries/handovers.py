"""What hung on somebody who leaves or passes their part on, told to their own organisation only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.dimensions import DEPTH_DAYS
from engagement.evidence import Evidence, Member
from engagement.hanging import Hanging, what_hangs_on
from engagement.queries.evidence import evidence_of
from partnering.models import Organisation, Partnership, Person


@dataclass(frozen=True)
class Hung:
    """A sentence of what hangs on a person in a partnership."""

    person: Person
    partnership: Partnership
    sentence: str


def what_hangs_on_person(person: Person, partnerships: Iterable[Partnership], on: date) -> list[Hung]:
    """One sentence for each of the partnerships in which anything hangs on the person."""
    found = []
    for partnership in partnerships:
        found += _hung(partnership, evidence_of(partnership), [person], on)
    return found


def what_hung_on_leavers(
    partnership: Partnership, evidence: Evidence, organisation: int | None, on: date
) -> list[Hung]:
    """What hung on an organisation's people who left lately, are about to, or have an open handover."""
    left = Q(left_on__gt=on - timedelta(days=DEPTH_DAYS)) | Q(
        handovers__closed_on=None, handovers__isnull=False
    )
    rows = Person.objects.filter(left, organisation=organisation).distinct().order_by("-left_on", "name")
    return _hung(partnership, evidence, list(rows.select_related("organisation")), on)


def _hung(partnership: Partnership, evidence: Evidence, people: list[Person], on: date) -> list[Hung]:
    members: dict[int, Member] = {one.pk: one for one in evidence.members}
    hanging = {}
    for person in people:
        member = members.get(person.organisation_id)
        last = min(on, person.left_on) if person.left_on else on
        found = what_hangs_on(person.pk, member, last) if member else None
        if found:
            hanging[person] = found
    if not hanging:
        return []
    tied = {pk for found in hanging.values() for pk in found.only_ties}
    names = dict(Organisation.objects.filter(pk__in=tied).values_list("pk", "name"))
    counted = Person.objects.filter(pk__in=[person.pk for person in hanging]).annotate(
        n=Count("actions", Q(actions__state="open", actions__partnership=partnership))
    )
    actions = dict(counted.values_list("pk", "n"))
    return [
        Hung(person, partnership, in_words(person, found, actions.get(person.pk, 0), names))
        for person, found in hanging.items()
    ]


def in_words(person: Person, hanging: Hanging, actions: int, names: dict[int, str]) -> str:
    """The sentence, such as “3 of the last 5 joint interactions, 2 open actions and the only tie to … hung on …”."""
    parts = [
        _("%(n)d of the last %(of)d joint interactions") % {"n": hanging.theirs, "of": hanging.joint},
    ]
    if actions:
        parts.append(ngettext("%(n)d open action", "%(n)d open actions", actions) % {"n": actions})
    ties = [names[pk] for pk in hanging.only_ties if pk in names]
    if ties:
        parts.append(_("the only tie to %(names)s") % {"names": _listed(ties)})
    return _("%(things)s hung on %(person)s.") % {"things": _listed(parts), "person": person}


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
