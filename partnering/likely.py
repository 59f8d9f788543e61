"""Proposing what was likely entered twice, within the registers that a user keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from partnering import twins
from partnering.choices import TwinKind
from partnering.models import Apart, Organisation, Person, User
from partnering.twins import Reason

WORDS = {
    Reason.SAME_NAME: _("the same name"),
    Reason.SIMILAR_NAME: _("similar names"),
    Reason.SWAPPED: _("first and last name swapped"),
    Reason.INITIALS: _("an initial in place of the first name"),
    Reason.SAME_SITE: _("the same website"),
    Reason.SAME_DOMAIN: _("e-mail addresses under one domain"),
    Reason.SIMILAR_EMAIL: _("similar e-mail addresses"),
    Reason.SAME_PHONE: _("the same telephone number"),
}


@dataclass(frozen=True)
class Proposal:
    """Two rows that are likely one, and why; the one entered first stands first."""

    first: Any
    second: Any
    score: int
    reasons: tuple[Any, ...]


def likely_organisations(user: User) -> list[Proposal]:
    """Organisations that are likely one, among those whose registers the user keeps."""
    rows = {one.pk: one for one in Organisation.objects.kept_by(user).active()}
    domains: dict[int, set[str]] = {}
    addresses = (
        Person.objects.filter(organisation__in=rows).exclude(email="").values_list("organisation", "email")
    )
    for organisation, email in addresses:
        domains.setdefault(organisation, set()).add(email.rpartition("@")[2].lower())
    things = [
        twins.Organisation(one.pk, one.name, one.website, frozenset(domains.get(one.pk, ())))
        for one in rows.values()
    ]
    return _proposals(twins.likely_organisations(things, apart=_apart(TwinKind.ORGANISATION)), rows)


def likely_people(user: User, organisation: Organisation | None = None) -> list[Proposal]:
    """People who are likely one, in each register that the user keeps, or in one of them."""
    people = Person.objects.kept_by(user).select_related("organisation", "unit")
    if organisation is not None:
        people = people.filter(organisation=organisation)
    rows = {one.pk: one for one in people}
    things = [
        twins.Person(one.pk, one.organisation_id, one.name, one.email, one.phone) for one in rows.values()
    ]
    return _proposals(twins.likely_people(things, apart=_apart(TwinKind.PERSON)), rows)


def _apart(kind: str) -> frozenset[tuple[int, int]]:
    return frozenset(Apart.objects.filter(kind=kind).values_list("low", "high"))


def _proposals(pairs: list[twins.Pair], rows: dict[int, Any]) -> list[Proposal]:
    return [
        Proposal(rows[pair.first], rows[pair.second], pair.score, tuple(WORDS[one] for one in pair.reasons))
        for pair in pairs
    ]
