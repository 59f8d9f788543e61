"""Reads over several of the core's models: rows in, rows out. The caller keeps the scope."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from partnering import access, reach, registry, trees
from partnering.choices import ActionState, RoleKind
from partnering.models import (
    Action,
    Handover,
    Membership,
    Organisation,
    OutgoingMessage,
    Partnership,
    Person,
    Role,
    Seat,
    Tag,
    Unit,
    User,
    WorkingGroup,
)

MOST_HEADS = 2_000
"""A page that lists organisations tells the number of people of each up to this one."""


def count_of(rows: QuerySet[Any], by: str) -> Subquery:
    """A sub-query that counts rows per outer row; joining and counting at once would multiply."""
    return counted(rows.filter(**{by: OuterRef("pk")}))


def counted(rows: QuerySet[Any]) -> Subquery:
    """A sub-query that counts rows which name the outer row in their filter.

    Without the framework's grouping and counting of keys, databases count within an index.
    """
    number = Func(template="COUNT(*)", output_field=IntegerField())
    return Subquery(rows.order_by().annotate(n=number).values("n"), output_field=IntegerField())


def counted_to(most: int, rows: QuerySet[Any]) -> Subquery:
    """The same, counted no further than this."""
    first = rows.order_by().values("pk")[:most]
    return Subquery(
        first, output_field=IntegerField(), template="(SELECT COUNT(*) FROM (%(subquery)s) first_ones)"
    )


def organisations_listed(user: User, **chosen: Any) -> QuerySet[Organisation]:
    """Organisations that the user sees, narrowed; `head_count` only for those whose register they may read."""
    rows: QuerySet[Organisation] = _organisations(user, **chosen)
    return rows.annotate(head_count=_if_readable(user, count_of(Person.objects.present(), "organisation")))


def organisations_shown(user: User, **chosen: Any) -> QuerySet[Organisation]:
    """The same for a page, which tells `heads_shown` of them, counted to one more than it tells."""
    rows: QuerySet[Organisation] = _organisations(user, **chosen)
    present = Person.objects.present().filter(organisation=OuterRef("pk"))
    return rows.alias(  # what nobody orders by isn't counted
        head_count=_if_readable(user, counted(present))
    ).annotate(heads_shown=_if_readable(user, counted_to(MOST_HEADS + 1, present)))


def _if_readable(user: User, number: Subquery) -> Case:
    person = access.person_of(user)
    readable = access.registers_kept_by(user) | Q(pk=person.organisation_id if person else None)
    return Case(When(readable, then=number), default=None, output_field=IntegerField())


def _organisations(
    user: User,
    *,
    q: str = "",
    sector: str = "",
    country: str = "",
    part: str = "",
    tag: Tag | None = None,
    archived: bool = False,
) -> QuerySet[Organisation]:
    rows = Organisation.objects.visible_to(user)
    if not archived:
        rows = rows.active()
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(country__icontains=q))
    if sector:
        rows = rows.filter(sector=sector)
    if country:
        rows = rows.filter(country=country)
    if part:
        rows = rows.filter(contractor_of__isnull=part == "partner")
    if tag:
        rows = tag.bearers(rows)
    return rows


def units_listed(organisation: Organisation) -> QuerySet[Unit]:
    """An organisation's units, also the archived ones, with the number of people in each."""
    people = count_of(Person.objects.present(), "unit")
    rows: QuerySet[Unit] = Unit.objects.filter(organisation=organisation).select_related("parent")
    return rows.annotate(head_count=people)


def related_organisations(user: User, organisation: Organisation) -> list[tuple[str, list[Organisation]]]:
    """What it is part of, whom it works for, and what is part of it or works for it, as far as the user sees them."""
    found = Organisation.objects.visible_to(user).active().exclude(pk=organisation.pk)
    near = found.filter(
        Q(pk__in=[organisation.parent_id, organisation.contractor_of_id])
        | Q(parent=organisation)
        | Q(contractor_of=organisation)
    )
    above, below, principals, contractors = [], [], [], []
    for one in near:
        if one.pk == organisation.parent_id:
            above.append(one)
        if one.parent_id == organisation.pk:
            below.append(one)
        if one.pk == organisation.contractor_of_id:
            principals.append(one)
        if one.contractor_of_id == organisation.pk:
            contractors.append(one)
    named = (
        (_("Part of"), above),
        (_("Its parts"), below),
        (_("Contractor of"), principals),
        (_("Its contractors"), contractors),
    )
    return [(label, rows) for label, rows in named if rows]


def person_seen(user: User, pk: int) -> QuerySet[Person]:
    """Somebody, if the user may know of them."""
    rows: QuerySet[Person] = Person.objects.visible_to(user).filter(pk=pk)
    return rows.select_related("organisation", "unit", "user")


def partnership_seen(user: User, slug: str) -> QuerySet[Partnership]:
    """A partnership, if the user is part of it."""
    rows: QuerySet[Partnership] = Partnership.objects.visible_to(user).filter(slug=slug)
    return rows


def with_units(user: User, rows: QuerySet[Person]) -> QuerySet[Person]:
    """Adds `unit_shown`, the unit's name where the user may read that organisation's register, else empty."""
    units = Unit.objects.visible_to(user).order_by().filter(pk=OuterRef("unit"))
    return rows.annotate(unit_shown=Coalesce(Subquery(units.values("name")), Value("")))


def people_listed(
    user: User,
    *,
    q: str = "",
    units: tuple[int, ...] | None = None,
    organisation: Organisation | None = None,
    level: str = "",
    unit: Unit | None = None,
    below: bool = False,
    role: str = "",
    account: str = "",
    tag: Tag | None = None,
    gone: bool = False,
) -> QuerySet[Person]:
    """People whom the user sees, narrowed. Who has an account is told only of registers that the user may read.

    `units` are the keys of the units whose names hold `q`, when they are known.
    """
    seen = Person.objects.visible_to(user) if gone else Person.objects.visible_to(user).present()
    # With organisations joined, SQLite would start from these, and sort everybody.
    rows = with_units(user, seen.select_related("user").prefetch_related("organisation"))
    if q:
        words = Q(name__icontains=q) | Q(email__icontains=q) | Q(job_title__icontains=q)
        rows = rows.filter(words | Q(unit__in=units_called(user, q).values("pk") if units is None else units))
    if organisation:
        rows = rows.filter(organisation=organisation)
    if unit:
        rows = rows.filter(unit__in=_with_all_below(unit)) if below else rows.filter(unit=unit)
    if role:
        held = Role.objects.visible_to(user).filter(access.current(), kind=role)
        rows = rows.filter(pk__in=held.values("person"))
    if account == "invited":
        kept = Organisation.objects.kept_by(user)
        rows = rows.filter(user__is_active=True, user__last_login=None, organisation__in=kept)
    elif account:
        rows = rows.filter(_registers_read_by(user), user__isnull=account == "no")
    if tag:
        rows = tag.bearers(rows)
    return rows.filter(level=level) if level else rows


def _with_all_below(unit: Unit) -> set[int]:
    """The keys of a unit and of those below it, as the tree of units counts them: without what is archived."""
    rows = Unit.objects.active().filter(organisation=unit.organisation_id)
    return {unit.pk, *trees.below(dict(rows.values_list("pk", "parent")), unit.pk)}


def units_called(user: User, q: str) -> QuerySet[Unit]:
    """Units that the user sees whose names hold a text."""
    rows: QuerySet[Unit] = Unit.objects.visible_to(user).order_by().filter(name__icontains=q)
    return rows


def people_shown(user: User, **chosen: Any) -> QuerySet[Person]:
    """The same as a list shows them: each with `organisation_shown`, the name of their organisation."""
    name = Organisation._base_manager.order_by().filter(pk=OuterRef("organisation")).values("name")
    rows = people_listed(user, **chosen).prefetch_related(None)
    return rows.annotate(organisation_shown=Subquery(name))


def _registers_read_by(user: User) -> Q:
    """A filter on people in registers that the user keeps, and on the user's colleagues."""
    person = access.person_of(user)
    own = Q(organisation=person.organisation_id if person else None)
    return own | Q(organisation__in=Organisation.objects.kept_by(user))


def partnerships_listed(
    user: User,
    *,
    q: str = "",
    phase: str = "",
    member: Organisation | None = None,
    tag: Tag | None = None,
    mine: bool = False,
) -> QuerySet[Partnership]:
    """Partnerships that the user is part of, narrowed, with the numbers of members and of late actions."""
    rows = Partnership.objects.visible_to(user)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(purpose__icontains=q))
    if phase:
        rows = rows.filter(phase=phase)
    if tag:
        rows = tag.bearers(rows)
    if member:
        rows = rows.filter(
            pk__in=Membership.objects.current().filter(organisation=member).values("partnership")
        )
    if mine:
        seats = Seat.objects.filter(access.current(), person=access.person_of(user))
        roles = access.roles_of(user).exclude(partnership=None)
        rows = rows.filter(
            Q(pk__in=roles.values("partnership")) | Q(pk__in=seats.values("group__partnership"))
        )
    counted: QuerySet[Partnership] = rows.annotate(
        member_count=count_of(Membership.objects.current(), "partnership"),
        late_count=count_of(Action.objects.late(), "partnership"),
    )
    return counted


def actions_listed(
    user: User,
    *,
    q: str = "",
    state: str = "open",
    whose: str = "",
    organisation: Organisation | None = None,
    partnership: Partnership | None = None,
    owner: str = "",
    group: WorkingGroup | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
    origin: str = "",
    tag: Tag | None = None,
) -> QuerySet[Action]:
    """Actions that the user sees, narrowed; `state` may also be 'late' and 'all'."""
    seen = Action.objects.visible_to(user).select_related("organisation", "owner", "partnership")
    person = access.person_of(user)
    rows: QuerySet[Action]
    if state == "late":
        rows = seen.late()
    elif state in {ActionState.DONE, ActionState.CANCELLED}:
        rows = seen.filter(state=state)
    else:
        rows = seen if state == "all" else seen.open()
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(notes__icontains=q) | Q(owner__name__icontains=q))
    whose_rows = {
        "mine": Q(owner=person) if person else Q(pk__in=[]),
        "ours": Q(organisation=person.organisation_id if person else None),
        "nobody": Q(owner=None),
    }
    narrowed = {
        "organisation": organisation,
        "partnership": partnership,
        "owner__name__icontains": owner,
        "group": group,
        "due_on__gte": due_from,
        "due_on__lte": due_to,
        "origin": origin,
    }
    chosen = {name: value for name, value in narrowed.items() if value}
    rows = rows.filter(whose_rows.get(whose, Q()), **chosen)
    return tag.bearers(rows) if tag else rows


def actions_shown(user: User, **chosen: Any) -> QuerySet[Action]:
    """The same as a list shows them: each with `may_change`, whether the user may change it."""
    mine = Action.objects.changeable_by(user).filter(pk=OuterRef("pk"))
    return actions_listed(user, **chosen).annotate(may_change=reach.RowByRow(mine))


def members_of(partnership: Partnership, on: date | None = None) -> QuerySet[Organisation]:
    """The organisations that are members of a partnership on a day."""
    now = Membership.objects.current(on).filter(partnership=partnership)
    return Organisation.objects.filter(pk__in=now.values("organisation"))


def with_chosen(user: User, people: QuerySet[Person], chosen: int | None) -> QuerySet[Person]:
    """These people, and the one chosen before, who may be gone by now or could not be chosen anew."""
    return people | people_listed(user, gone=True).filter(Q(pk=chosen))


def people_of_members(user: User, partnership: Partnership) -> QuerySet[Person]:
    """The members' people whom the user sees: whom who keeps a group's minutes invites, and whom they name there."""
    rows = Person.objects.visible_to(user).present().filter(organisation__in=members_of(partnership))
    return with_units(user, rows).select_related("organisation").order_by("organisation__name", "name")


def people_to_appoint(user: User, partnership: Partnership) -> QuerySet[Person]:
    """Whom the user may give a role, a seat or an action in a partnership.

    Its manager chooses among the members' people that they see; an organisation's lead among their own.
    """
    rows = people_of_members(user, partnership)
    if access.manages_partnership(user, partnership):
        return rows
    person = access.person_of(user)
    lead = person is not None and access.leads_organisation(user, person.organisation_id)
    return rows.filter(organisation=person.organisation_id) if person and lead else rows.none()


def kinds_to_give(user: User, partnership: Partnership) -> list[str]:
    """The kinds of role that the user may give and end there: all for its manager; not manager for a lead."""
    if access.manages_partnership(user, partnership):
        return list(RoleKind.values)
    person = access.person_of(user)
    if person is None or not access.leads_organisation(user, person.organisation_id):
        return []
    return [kind for kind in RoleKind.values if kind != RoleKind.PARTNERSHIP_MANAGER]


def more_of(user: User, pk: int, organisation: int, before: int | None) -> QuerySet[Any]:
    """Whether there is more of somebody, asked at once: most have none of it, and each would be a query of a page.

    `organisation` is where they are, and `before` their record with another one.
    """
    person = Person(pk=pk, organisation_id=organisation, before_id=before)
    invitations = OutgoingMessage.objects.filter(to_person=pk, kind="account_invitation")
    kept = Organisation.objects.kept_by(user).exclude(pk=organisation)
    panels = [panel.there for panel in registry.panels_for("person")]
    return Person._base_manager.filter(pk=pk).values(
        is_elsewhere=Exists(elsewhere(user, person)),
        has_handovers=Exists(handovers_of(user, person)),
        keeps_others=Exists(kept),
        invited_at=Subquery(invitations.order_by("-due_at").values("due_at")[:1]),
        **{f"panel_{n}": Exists(there(user, pk)) for n, there in enumerate(panels) if there},
    )


def elsewhere(user: User, person: Person) -> QuerySet[Person]:
    """The same human's records with other organisations, as far as the user may know them."""
    same = Q(before=person.pk)
    if person.before_id:  # or else, of a key that nobody has, SQLite would look through everybody
        same |= Q(pk=person.before_id)
    return Person.objects.visible_to(user).filter(same).select_related("organisation")


def handovers_of(user: User, person: Person) -> QuerySet[Handover]:
    """What somebody passed on or left open, as far as the user may know it."""
    return Handover.objects.visible_to(user).filter(person=person)


def roles_to_end(user: User) -> QuerySet[Role]:
    """The current roles that the user may end: in partnerships that they manage, and of people whom they lead."""
    rows = Role.objects.visible_to(user).filter(ended_on=None)
    person = access.person_of(user)
    ours = Q(pk__in=[])
    if person and access.leads_organisation(user, person.organisation_id):
        ours = Q(person__organisation=person.organisation_id) & ~Q(kind=RoleKind.PARTNERSHIP_MANAGER)
    stewarded = Q(partnership=None) & Q(person__organisation__in=Organisation.objects.kept_by(user))
    return rows.filter(reach.managed(user) | ours | stewarded)


def seats_to_fill(user: User) -> QuerySet[Seat]:
    """The seats that the user may fill and end: of partnerships that they manage, of the organisation they lead."""
    rows = (
        Seat.objects.visible_to(user)
        .filter(ended_on=None)
        .select_related("group__partnership", "organisation", "person")
    )
    person = access.person_of(user)
    ours = Q(pk__in=[])
    if person and access.leads_organisation(user, person.organisation_id):
        ours = Q(organisation=person.organisation_id)
    return rows.filter(reach.managed(user, "group__partnership") | ours)


def current_members(partnership: Partnership | int) -> QuerySet[Membership]:
    """A partnership's current members, by name."""
    now = Membership.objects.current().filter(partnership=partnership)
    return now.select_related("organisation").order_by("organisation__name")


def memberships_listed(
    user: User, partnership: Partnership, *, q: str = "", state: str = ""
) -> QuerySet[Membership]:
    """A partnership's members, former ones too, narrowed; `state` is 'now', 'former' or empty for both."""
    rows: QuerySet[Membership] = Membership.objects.visible_to(user).filter(partnership=partnership)
    if q:
        rows = rows.filter(Q(organisation__name__icontains=q) | Q(part__icontains=q))
    if state == "now":
        rows = rows.filter(access.current(start="joined_on", end="left_on"))
    elif state == "former":
        rows = rows.filter(left_on__lte=access.today())
    return rows.select_related("organisation")


def current_roles(partnership: Partnership | int) -> QuerySet[Role]:
    """The roles held in a partnership today, with people and units, sponsors and leads first."""
    rank = Case(*(When(kind=kind, then=Value(n)) for n, kind in enumerate(RoleKind.values)), default=Value(9))
    return (
        Role.objects.current()
        .filter(partnership=partnership)
        .select_related("person__organisation", "person__user")
        .order_by("person__organisation__name", rank, "person__name")
    )


def groups_listed(partnership: Partnership) -> QuerySet[WorkingGroup]:
    """A partnership's working groups that are not put away, with their current seats."""
    return with_seats(partnership.groups.filter(archived_on=None))


def with_seats(groups: QuerySet[WorkingGroup]) -> QuerySet[WorkingGroup]:
    """Adds `seats_now`, a working group's current seats."""
    seats = Seat.objects.current().select_related("person", "organisation")
    return groups.prefetch_related(Prefetch("seats", queryset=seats, to_attr="seats_now"))


def roles_held_in(user: User, organisation: Organisation) -> QuerySet[Role]:
    """The roles that an organisation's people hold today, as far as the user sees them."""
    rows = Role.objects.visible_to(user).current().filter(person__organisation=organisation)
    return rows.select_related("person", "partnership").order_by("kind", "person__name")
