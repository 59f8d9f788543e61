"""The core's checks, each a small look at the facts. What they say of an organisation all members can see anyway."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering.choices import RoleKind
from partnering.inspection import decided, work
from partnering.inspection.facts import Facts
from partnering.inspection.groups import GROUP_CHECKS
from partnering.xray import ANYBODY, MANAGER, Check, Hit, Severity

LONG_SCOPING = timedelta(days=548)
"""From the first talk to an agreement takes up to a year and a half; after that it is worth asking why."""

DELIVERING = ("managing", "reviewing")


def _members_page(facts: Facts) -> str:
    return reverse("partnering:members", args=[facts.slug])


def _give(facts: Facts, kind: str) -> str:
    return f"{reverse('partnering:add-role', args=[facts.slug])}?kind={kind}"


def alone(facts: Facts) -> Iterator[Hit]:
    """Fewer than two members."""
    if len(facts.members) < 2:
        link = reverse("partnering:add-member", args=[facts.slug])
        yield Hit(
            _("There is no partner yet: the partnership has one member."),
            link,
            _("Add a member"),
            mender=MANAGER,
        )


def no_sponsor(facts: Facts) -> Iterator[Hit]:
    """A member without a senior sponsor."""
    sponsored = facts.sponsored()
    for one in facts.members:
        if one.organisation not in sponsored:
            sentence = _("%(organisation)s has named no senior sponsor.") % {"organisation": one.name}
            link = _give(facts, RoleKind.SENIOR_SPONSOR)
            yield Hit(
                sentence, link, _("Name a sponsor"), one.organisation, one.name, f"member {one.organisation}"
            )


def nobody(facts: Facts) -> Iterator[Hit]:
    """A member for whom nobody holds a role or a seat."""
    for one in facts.members:
        if not facts.people_of(one.organisation):
            sentence = _("Nobody of %(organisation)s has a role or a seat.") % {"organisation": one.name}
            yield Hit(
                sentence,
                _give(facts, RoleKind.REPRESENTATIVE),
                _("Give somebody a role"),
                one.organisation,
                one.name,
                f"member {one.organisation}",
            )


def one_person(facts: Facts) -> Iterator[Hit]:
    """A member whose roles and seats are all held by one person."""
    names = {one.person: one.name for one in facts.roles}
    for one in facts.members:
        people = facts.people_of(one.organisation)
        if len(people) == 1:
            sentence = _(
                "%(organisation)s hangs on one person: %(person)s holds all its roles and seats."
            ) % {
                "organisation": one.name,
                "person": names.get(next(iter(people)), _("somebody")),
            }
            yield Hit(
                sentence,
                _members_page(facts),
                _("Bring in somebody else"),
                one.organisation,
                one.name,
                f"member {one.organisation}",
                ANYBODY,
            )


def no_seat(facts: Facts) -> Iterator[Hit]:
    """A member without a seat in a group."""
    seated = {(one.group, one.organisation) for one in facts.seats}
    for group, name in facts.groups.items():
        for one in facts.members:
            if (group, one.organisation) not in seated:
                sentence = _("%(organisation)s has no seat in “%(group)s”.") % {
                    "organisation": one.name,
                    "group": name,
                }
                link = f"{reverse('partnering:add-seat', args=[group])}?organisation={one.organisation}"
                subject = f"group {group} member {one.organisation}"
                yield Hit(sentence, link, _("Add a seat"), one.organisation, one.name, subject, MANAGER)


def vacant_seat(facts: Facts) -> Iterator[Hit]:
    """A seat that nobody holds."""
    names = {one.organisation: one.name for one in facts.members}
    for seat in facts.seats:
        if seat.person is None:
            whose = names.get(seat.organisation, "")
            sentence = _("A seat of %(organisation)s in “%(group)s” is vacant.") % {
                "organisation": whose,
                "group": facts.groups[seat.group],
            }
            link = reverse("partnering:fill-seat", args=[seat.pk])
            yield Hit(sentence, link, _("Fill the seat"), seat.organisation, whose, f"seat {seat.pk}")


def no_group(facts: Facts) -> Iterator[Hit]:
    """Delivering without a working group."""
    if facts.kind in DELIVERING and not facts.groups:
        link = reverse("partnering:add-group", args=[facts.slug])
        yield Hit(
            _("There is no working group in which the partners meet."),
            link,
            _("Add a working group"),
            mender=MANAGER,
        )


def one_sided_group(facts: Facts) -> Iterator[Hit]:
    """A group whose held seats all belong to one organisation."""
    held = defaultdict(set)
    for seat in facts.seats:
        if seat.person is not None:
            held[seat.group].add(seat.organisation)
    for group, organisations in held.items():
        if len(organisations) == 1 and len(facts.members) > 1:
            sentence = _("Only one organisation sits in “%(group)s”.") % {"group": facts.groups[group]}
            link = reverse("partnering:group", args=[group])
            yield Hit(sentence, link, _("Look at its seats"), subject=f"group {group}", mender=ANYBODY)


def one_manager(facts: Facts) -> Iterator[Hit]:
    """Nobody could stand in for the only partnership manager."""
    if sum(one.kind == RoleKind.PARTNERSHIP_MANAGER for one in facts.roles) == 1:
        yield Hit(
            _("Nobody could stand in for the only partnership manager."),
            _give(facts, RoleKind.PARTNERSHIP_MANAGER),
            _("Name a second one"),
            mender=MANAGER,
        )


def no_purpose(facts: Facts) -> Iterator[Hit]:
    """Nobody wrote down what it is for."""
    if not facts.purpose.strip():
        link = reverse("partnering:edit-partnership", args=[facts.slug])
        yield Hit(
            _("Nobody has written down what the partnership is for."),
            link,
            _("Write down its purpose"),
            mender=MANAGER,
        )


def no_phases(facts: Facts) -> Iterator[Hit]:
    """No life cycle was chosen."""
    if not facts.phased:
        link = reverse("partnering:phases", args=[facts.slug])
        yield Hit(
            _("No phases are chosen, so nothing says what comes next."),
            link,
            _("Choose the phases"),
            mender=ANYBODY,
        )


def long_scoping(facts: Facts) -> Iterator[Hit]:
    """Scoping for more than a year and a half."""
    if facts.kind == "scoping" and facts.since and facts.on - facts.since > LONG_SCOPING:
        day = date_format(facts.since, "j M Y")
        sentence = _("It has been in scoping since %(day)s. Agree on something, or let it go.") % {"day": day}
        yield Hit(
            sentence, reverse("partnering:phases", args=[facts.slug]), _("Look at the phases"), mender=ANYBODY
        )


def no_lead(facts: Facts) -> Iterator[Hit]:
    """One's own organisation has no partnering lead."""
    if facts.own and not facts.own_leads:
        yield Hit(
            _("Your organisation has no partnering lead."),
            _give(facts, RoleKind.PARTNERING_LEAD),
            _("Name a lead"),
            facts.own,
        )


def no_account(facts: Facts) -> Iterator[Hit]:
    """Sponsors and leads of one's own organisation who can't sign in."""
    kinds = (RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERING_LEAD, RoleKind.PARTNERSHIP_MANAGER)
    for one in facts.roles:
        if one.organisation == facts.own and one.kind in kinds and not one.account:
            sentence = _("%(person)s has a role that needs Traction, and can't sign in yet.") % {
                "person": one.name
            }
            link = reverse("partnering:person", args=[one.person])
            yield Hit(
                sentence, link, _("Invite them"), facts.own, subject=f"person {one.person}", mender=ANYBODY
            )


CHECKS = (
    Check("no partner", Severity.STOP, gettext_lazy("At least two members"), alone),
    Check("no sponsor", Severity.STOP, gettext_lazy("Each member has a senior sponsor"), no_sponsor),
    Check("nobody there", Severity.STOP, gettext_lazy("Somebody stands for each member"), nobody),
    Check("owner left", Severity.STOP, gettext_lazy("Owners of actions are still there"), work.owner_left),
    Check("one person", Severity.WARN, gettext_lazy("No member hangs on one person"), one_person),
    Check("no seat", Severity.WARN, gettext_lazy("Each member has a seat in each group"), no_seat),
    Check("vacant seat", Severity.WARN, gettext_lazy("Each seat is held"), vacant_seat),
    Check("no group", Severity.WARN, gettext_lazy("There is a working group"), no_group),
    Check(
        "one-sided group", Severity.WARN, gettext_lazy("Groups are of several organisations"), one_sided_group
    ),
    Check(
        "action unowned", Severity.WARN, gettext_lazy("Each action has an owner"), work.action_without_owner
    ),
    Check("action late", Severity.WARN, gettext_lazy("Actions are done in time"), work.late_actions),
    Check("item late", Severity.WARN, gettext_lazy("The checklist is kept in time"), work.late_items),
    Check("decision unowned", Severity.WARN, gettext_lazy("Each decision has an owner"), decided.unowned),
    Check("decision open", Severity.WARN, gettext_lazy("Partners acknowledge decisions"), decided.waiting),
    *GROUP_CHECKS,
    Check("one manager", Severity.HINT, gettext_lazy("A second partnership manager"), one_manager),
    Check("no purpose", Severity.HINT, gettext_lazy("The purpose is written down"), no_purpose),
    Check("no phases", Severity.HINT, gettext_lazy("The phases are chosen"), no_phases),
    Check("long scoping", Severity.HINT, gettext_lazy("Scoping comes to an end"), long_scoping),
    Check("action undated", Severity.HINT, gettext_lazy("Each action has a day"), work.action_without_day),
    Check("item unowned", Severity.HINT, gettext_lazy("Somebody sees to each item"), work.unowned_items),
    Check("no lead", Severity.STOP, gettext_lazy("A partnering lead"), no_lead, internal=True),
    Check("no account", Severity.HINT, gettext_lazy("Who has a role can sign in"), no_account, internal=True),
)
