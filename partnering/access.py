"""Who may see and do what: named rules, each in one place, and the scoped queryset that all models use.

The rules speak of a user's *person* (their place in one organisation) and of the roles which that person holds
today. Nobody without a person sees anything. To an outsider a refusal looks like absence: views fetch through
`visible_to`, so what may not be seen is simply not found.

This module knows the core's tables by name only (`apps.get_model`), because models build on it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.db import connections, models, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from partnering import guises, noting
from partnering.choices import MeetingState, Office, RoleKind
from partnering.places import NOWHERE, Standing, standing

if TYPE_CHECKING:
    from partnering.models import Organisation, Partnership, Person, WorkingGroup

Found = TypeVar("Found")


MORNING = time(7, 0)


class ScopedQuerySet(models.QuerySet[Any]):
    """The base of every model's queryset. One that was not scoped refuses to answer `visible_to`.

    Statements over many rows of an audited table note each row, as the audit library does for single ones.
    """

    def visible_to(self, user: Any) -> Self:
        """The rows that `user` may see; each model says which."""
        raise NotImplementedError(f"{self.model.__name__} does not say who may see it")

    def update(self, **kwargs: Any) -> int:
        """As in Django; an audited table's rows are locked and read first, so that what they were is known."""
        noter = noting.bulk_noters.get(self.model)
        if noter is None:
            return super().update(**kwargs)
        with transaction.atomic(using=self.db):
            rows = self.order_by("pk").select_related(*noting.relations_among(self.model, kwargs))
            if connections[self.db].features.has_select_for_update_of:
                rows = rows.select_for_update(of=("self",))
            before = list(rows)
            count = super().update(**kwargs)
            if count:
                noter.updated(before, list(kwargs))
        return count

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[Any]:
        """As in Django; an audited table's new rows are noted."""
        noter = noting.bulk_noters.get(self.model)
        if noter is None:
            return super().bulk_create(*args, **kwargs)
        if kwargs.get("ignore_conflicts") or kwargs.get("update_conflicts"):
            raise ValueError("Of an audited table it must be known which rows are new.")
        with transaction.atomic(using=self.db):
            made = super().bulk_create(*args, **kwargs)
            noter.created([one for one in made if one.pk])
        return made

    def remove(self, rows: Sequence[Any]) -> None:
        """Delete rows to which nothing points any more, in one statement; an audited table's are noted."""
        noter = noting.bulk_noters.get(self.model)
        with transaction.atomic(using=self.db):
            if noter is not None:
                noter.deleted(rows)
            self.filter(pk__in=[row.pk for row in rows])._raw_delete(self.db)


def today() -> date:
    """The day on which rights are looked at, in the site's time zone."""
    # Not the zone in which a user reads times: rights begin and end for everybody at the same moment.
    return timezone.localdate(timezone=timezone.get_default_timezone())


def day_of(moment: datetime) -> date:
    """The day of a moment in the site's time zone, whoever looks."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def morning_of(day: date) -> datetime:
    """The moment of a day from which the product writes to people, in the site's time zone."""
    return timezone.make_aware(datetime.combine(day, MORNING), timezone.get_default_timezone())


def person_of(user: Any) -> Person | None:
    """The person whose account this is, while they are with their organisation; None for anybody else.

    Of who looks as another role it is nobody in particular of the same organisation: what is theirs stays away.
    """
    person: Person | None = _own_person(user)
    if person is None or guises.guise_of(user) is None:
        return person
    nobody: Person = copy.copy(person)
    nobody.pk, nobody.user_id = 0, None
    return nobody


def _own_person(user: Any) -> Person | None:
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return None
    if not hasattr(user, "_traction_person"):
        person = (
            apps.get_model("partnering", "Person")
            ._base_manager.select_related("organisation")
            .filter(user=user)
            .first()
        )
        remember_person(user, person)
    return user._traction_person  # type: ignore[no-any-return]


def remember_person(user: Any, person: Person | None) -> None:
    """Spare `person_of` its query: this is the row that it would find, with its organisation."""
    gone = person is None or (person.left_on is not None and person.left_on <= today())
    user._traction_person = None if gone else person


def current(
    prefix: str = "", *, start: str = "started_on", end: str = "ended_on", on: date | None = None
) -> Q:
    """A filter for rows with from/to dates that hold on a day (today unless told); the end day is outside."""
    day = on or today()
    return Q(**{f"{prefix}{start}__lte": day}) & (
        Q(**{f"{prefix}{end}": None}) | Q(**{f"{prefix}{end}__gt": day})
    )


def overlapping(first: date, last: date | None, *, start: str = "started_on", end: str = "ended_on") -> Q:
    """A filter for rows with from/to dates that share a day with a time; the end days are outside.

    A row that ended on the day it began shares none.
    """
    shared = Q(**{end: None}) | (Q(**{f"{end}__gt": first}) & Q(**{f"{end}__gt": F(start)}))
    return shared & Q(**{f"{start}__lt": last}) if last else shared


def lasting_beyond(on: date, *, end: str = "ended_on") -> Q:
    """A filter for rows that have not ended by a day, also those that begin only later."""
    return Q(**{end: None}) | Q(**{f"{end}__gt": on})


def roles_of(user: Any) -> QuerySet[Any]:
    """The roles that the user's person holds today."""
    roles = apps.get_model("partnering", "Role")._base_manager.all()
    person = person_of(user)
    return roles.filter(current(), person=person) if person else roles.none()


def own(user: Any, field: str) -> Q:
    """A filter for the rows that belong to the user's account; none while they look as another role."""
    return Q(pk__in=[]) if guises.guise_of(user) else Q(**{field: user})


_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def remembering() -> Iterator[None]:
    """While it lasts, each user's roles are looked up once. For what only reads: who changes roles must not use it."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


@contextmanager
def remembering_standing(user: Any) -> Iterator[None]:
    """While it lasts, nothing is remembered of users but where this one stands today, which is known by then."""
    known = {("standing", user.pk): standing_of(user)}
    token = _memory.set(known)
    try:
        yield
    finally:
        _memory.reset(token)


def is_remembering() -> bool:
    """Whether what is known of users' roles may be kept until the page is made."""
    return _memory.get() is not None


def remembered(name: str, user: Any, look_up: Callable[[], Found]) -> Found:
    """What `look_up` finds for this user, or for the role as which they look; while remembering, only once."""
    memory = _memory.get()
    if memory is None:
        return look_up()
    key = (name, guises.guise_of(user) or user.pk)
    if key not in memory:
        memory[key] = look_up()
    found: Found = memory[key]
    return found


def standing_of(user: Any) -> Standing:
    """Where the user's person stands today; while remembering, looked up once. It knows nothing of guises."""
    person = _own_person(user)
    if person is None:
        return NOWHERE
    with guises.wearing(None):
        return remembered(
            "standing",
            user,
            lambda: standing(person=person.pk, organisation=person.organisation_id, day=today()),
        )


def held_now(user: Any) -> frozenset[tuple[str, int | None]]:
    """Kind and partnership of each role that the user's person holds today, or of the one as which they look."""
    if guises.guise_of(user) is None:
        return standing_of(user).roles
    return remembered("held", user, lambda: _held_in_guise(user))


def _held_in_guise(user: Any) -> frozenset[tuple[str, int | None]]:
    guise = guises.guise_of(user)
    if guise is None or not guise.role:
        return frozenset()
    return frozenset((guise.role, pk) for pk in partnerships_of(user).order_by().values_list("pk", flat=True))


def partnerships_of(user: Any) -> QuerySet[Any]:
    """The partnerships that the user is part of: by a role or a seat there, or as their organisation's lead.

    A member organisation's general partnering lead is part of all its partnerships. When the organisation has
    left, or the role or seat has ended, so has the sight of it.
    """
    partnerships = apps.get_model("partnering", "Partnership")._base_manager.all()
    person = person_of(user)
    if person is None:
        return partnerships.none()
    member = apps.get_model("partnering", "Membership")._base_manager.filter(
        current(start="joined_on", end="left_on"), organisation_id=person.organisation_id
    )
    seats = apps.get_model("partnering", "Seat")._base_manager.filter(current(), person=person)
    guise = guises.guise_of(user)
    if guise is not None:
        # Never more than they see themselves, and only where the role could be held.
        with guises.wearing(None):
            seen = partnerships_of(user)
        return seen.filter(pk__in=member.values("partnership")) if guise.role else partnerships.none()
    mine = roles_of(user)
    takes_part = Q(pk__in=mine.values("partnership")) | Q(pk__in=seats.values("group__partnership"))
    if (RoleKind.PARTNERING_LEAD, None) in held_now(user):
        takes_part = Q()
    manages = Q(pk__in=mine.filter(kind=RoleKind.PARTNERSHIP_MANAGER).values("partnership"))
    return partnerships.filter((takes_part & Q(pk__in=member.values("partnership"))) | manages)


def invitations_of(user: Any) -> QuerySet[Any]:
    """The user's own invitations to meetings that are still planned, while their organisation is a member there.

    They open the meeting itself to who has no part in the partnership: when and where it is and what is on its
    agenda, and nothing of the partnership beside it.
    """
    invitations = apps.get_model("partnering", "Attendance")._base_manager.all()
    person = person_of(user)
    if person is None:
        return invitations.none()
    members = apps.get_model("partnering", "Membership")._base_manager.filter(
        current(start="joined_on", end="left_on"), organisation_id=person.organisation_id
    )
    return invitations.filter(
        person=person,
        organisation_id=person.organisation_id,
        invited=True,
        meeting__state=MeetingState.PLANNED,
        meeting__group__partnership__in=members.values("partnership"),
    )


def manages_partnership(user: Any, partnership: Partnership) -> bool:
    """Whether the user is a partnership manager of it."""
    return (RoleKind.PARTNERSHIP_MANAGER, partnership.pk) in held_now(user)


def offices_of(user: Any) -> QuerySet[Any]:
    """The seats by which the user's person is chair or secretary of a group today, as long as they see it."""
    seats = apps.get_model("partnering", "Seat")._base_manager.filter(current(), office__in=Office.KEEPING)
    person = person_of(user)
    if person is None:
        return seats.none()
    return seats.filter(person=person.pk, group__partnership__in=partnerships_of(user))


def may_keep_minutes(user: Any, group: WorkingGroup) -> bool:
    """Whether the user plans a group's meetings and keeps their agendas, attendance and minutes.

    These are the partnership's managers, and the group's own chair and secretary.
    """
    manages = (RoleKind.PARTNERSHIP_MANAGER, group.partnership_id) in held_now(user)
    return manages or ("group", group.pk) in _offices_now(user)


def _offices_now(user: Any) -> frozenset[tuple[str, int | None]]:
    """The groups in which the user is chair or secretary today; looked up once, as roles are."""
    memory, key = _memory.get(), ("offices", guises.guise_of(user) or user.pk)
    held: frozenset[tuple[str, int | None]]
    if memory is not None and key in memory:
        held = memory[key]
        return held
    held = frozenset(("group", pk) for pk in offices_of(user).values_list("group", flat=True))
    if memory is not None:
        memory[key] = held
    return held


SPEAKS_IN_A_PARTNERSHIP = (RoleKind.PARTNERING_LEAD, RoleKind.REPRESENTATIVE)
"""The roles whose holders answer for their own organisation in a partnership."""


def speaks_for(user: Any, partnership: Partnership) -> int | None:
    """The organisation for which the user acknowledges decisions there: their own, or None.

    That is for its lead as a whole, and for its partnering leads and representatives in that partnership.
    """
    person = person_of(user)
    if person is None:
        return None
    wanted: set[tuple[str, int | None]] = {(kind, partnership.pk) for kind in SPEAKS_IN_A_PARTNERSHIP}
    wanted.add((RoleKind.PARTNERING_LEAD, None))
    return person.organisation_id if wanted & held_now(user) else None


def spoken_for_in(user: Any) -> QuerySet[Any]:
    """The user's partnerships in which they speak for their own organisation, as `speaks_for` has it."""
    held = held_now(user) if person_of(user) else frozenset()
    seen = partnerships_of(user)
    if (RoleKind.PARTNERING_LEAD, None) in held:
        return seen
    return seen.filter(pk__in=[pk for kind, pk in held if kind in SPEAKS_IN_A_PARTNERSHIP])


def leads_organisation(user: Any, organisation: Organisation | int | None) -> bool:
    """Whether the user is their own organisation's partnering lead as a whole, and this is that organisation."""
    person = person_of(user)
    pk = getattr(organisation, "pk", organisation)
    return bool(
        person
        and person.organisation_id == pk
        and any(kind == RoleKind.PARTNERING_LEAD for kind, _partnership in held_now(user))
    )


def leads_own_organisation(user: Any) -> bool:
    """Whether the user is the partnering lead of the organisation to which they belong."""
    person = person_of(user)
    return person is not None and leads_organisation(user, person.organisation_id)


OPENS_INTERNALS = (RoleKind.PARTNERING_LEAD, RoleKind.SENIOR_SPONSOR, RoleKind.PARTNERSHIP_MANAGER)
"""The roles whose holders read their own organisation's internal matters."""


def reads_history(user: Any) -> bool:
    """Whether the user has a role by which they read a record of changes: a partnership's or their organisation's."""
    return bool(held_now(user))


def reads_history_of(user: Any, thing: Any) -> bool:
    """Whether the changes of this thing are among them."""
    organisation, partnership = noting.scope_of(thing)
    if organisation is not None:
        return leads_organisation(user, organisation)
    if partnership is None:
        return False
    # Who has a role there needs no further question of the database; a general lead sees its pages only as a part.
    held = held_now(user)
    with_role = partnership in {where for _kind, where in held} or (RoleKind.PARTNERING_LEAD, None) in held
    return with_role or partnerships_of(user).filter(pk=partnership).exists()


def reads_internals_of(user: Any) -> int | None:
    """The organisation whose internal matters (results, plan, breakdowns) the user may read, or None.

    These are its partnering leads, its senior sponsors and the partnership managers among its people, each for
    their own organisation only.
    """
    person = person_of(user)
    reads = person is not None and any(kind in OPENS_INTERNALS for kind, _partnership in held_now(user))
    return person.organisation_id if person and reads else None


def may_open_internals(user: Any, organisation: Organisation) -> bool:
    """Whether the user may give a person of this organisation a role that reads its internal matters.

    That is for the organisation itself and for who keeps its register. As long as it has no partnering lead, it has
    nothing internal yet, and a partnership's manager may name its first people.
    """
    person = person_of(user)
    if (person and person.organisation_id == organisation.pk) or keeps_register(user, organisation):
        return True
    roles = apps.get_model("partnering", "Role")._base_manager.filter(
        current(), kind=RoleKind.PARTNERING_LEAD
    )
    return not roles.filter(person__organisation=organisation).exists()


def may_start(user: Any) -> bool:
    """Whether the user may import organisations and create partnerships: managers and partnering leads."""
    kinds = (RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD)
    return any(kind in kinds for kind, _partnership in held_now(user))


def registers_kept_by(user: Any) -> Q:
    """A filter on organisations whose register of units and people the user keeps.

    That is one's own, for a partnering lead, and those that one looks after as steward until they have a lead
    of their own who takes the register over.
    """
    if person_of(user) is None:
        return Q(pk__in=[])
    kept = own(user, "steward")
    person = person_of(user)
    if person and leads_organisation(user, person.organisation_id):
        kept |= Q(pk=person.organisation_id)
    return kept


def organisations_kept_by(user: Any) -> QuerySet[Any]:
    """The organisations whose register the user keeps."""
    return apps.get_model("partnering", "Organisation")._base_manager.filter(registers_kept_by(user))


def keeps_register(user: Any, organisation: Organisation) -> bool:
    """Whether the user may change this organisation's units and people."""
    if is_remembering():  # a page that only reads has fetched the row just now
        stewards = person_of(user) is not None and organisation.steward_id == user.pk
        stewards = stewards and guises.guise_of(user) is None
        return stewards or leads_organisation(user, organisation)
    organisations = apps.get_model("partnering", "Organisation")._base_manager
    return organisations.filter(registers_kept_by(user), pk=organisation.pk).exists()
