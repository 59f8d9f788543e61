"""How far somebody reaches: filters for what lies in their partnerships, made for what databases find fast.

Who is part of few partnerships, as nearly everybody is, has them looked up once a page, and every filter names them.
Who is part of very many is asked for row by row, so that a page of a long list looks at the rows of that page only.
What changes something asks `access.partnerships_of` each time. All three say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import BooleanField, Exists, F, Func, Q, QuerySet

from partnering import access, guises
from partnering.choices import RoleKind
from partnering.places import FEW, Standing

ROW_BY_ROW = "LIMIT 1 OFFSET 0"
"""Keeps PostgreSQL from collecting all rows that an EXISTS might find, for a page that asks it of 25."""


class RowByRow(Exists):
    """The framework's `Exists`, looked up for each row that is shown; without, all are collected for 25."""

    template = "EXISTS(%(subquery)s OFFSET 0)"  # the framework ends it with LIMIT 1


_only: ContextVar[tuple[int, bool | None] | None] = ContextVar("only", default=None)


class Found(Func):
    """Whether a condition holds of a row; it is written as databases read it, with `{}` for the row's `field`.

    Rights stand in each query of each page. To put them together from models takes longer than to run them.
    """

    output_field = BooleanField()

    def __init__(self, field: str, sql: str, *values: Any) -> None:
        super().__init__(F(field))
        self.sql, self.values = sql, values

    def as_sql(self, compiler: Any, connection: Any, *_how: Any, **_more: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition with the name of the row's column in its places."""
        column, _none = compiler.compile(self.source_expressions[0])
        return self.sql.replace("{}", column), self.values


@dataclass(frozen=True)
class Way:
    """How something stands beside one in a partnership: by which rows, for models and as databases read it."""

    model: str
    field: str
    partnership: str
    tables: str
    found: str
    place: str


ROLE = Way("Role", "person", "partnership", "partnering_role rb", "rb.person_id", "rb.partnership_id")
SEAT = Way(
    "Seat",
    "person",
    "group__partnership",
    "partnering_seat rb JOIN partnering_workinggroup rg ON rg.id = rb.group_id",
    "rb.person_id",
    "rg.partnership_id",
)
MEMBER = Way(
    "Membership",
    "organisation",
    "partnership",
    "partnering_membership rb",
    "rb.organisation_id",
    "rb.partnership_id",
)


@contextmanager
def only_in(partnership: int, *, is_part: bool | None = None) -> Iterator[None]:
    """While it lasts, nobody reaches further than this partnership. For what is of one partnership anyway.

    Who knows whether the user is part of it says so.
    """
    token = _only.set((partnership, is_part))
    try:
        yield
    finally:
        _only.reset(token)


def is_part(user: Any, partnership: int) -> bool:
    """Whether the user is part of a partnership."""
    with only_in(partnership):
        return bool(few_of(user))


def remember_part(user: Any, partnership: int) -> None:
    """Spare a page that found out that the user is part of a partnership the same question."""
    access.remembered(f"part of {partnership}", user, lambda: (partnership,))


def only() -> tuple[int, bool | None] | None:
    """The partnership beyond which nobody reaches just now, and what is known of being part of it."""
    return _only.get()


def within(user: Any, field: str = "partnership") -> Q:
    """A filter for the rows whose `field`, a path to a partnership, is one that the user is part of."""
    few = few_of(user)
    if few is not None:
        return Q(**{f"{field}__in": few})
    if not access.is_remembering() or guises.guise_of(user) is not None:
        return Q(**{f"{field}__in": access.partnerships_of(user)})
    sql, values = _one_by_one(user, "{}")
    return Q(Found(field, sql, *values))


def beside(user: Any, *ways: Way) -> Q:
    """A filter for what stands in one of these ways in a partnership of which the user is part."""
    few = few_of(user)
    found = Q()
    for way in ways if few != () else ():
        if few is not None:
            sql = f"{{}} IN (SELECT {way.found} FROM {way.tables} WHERE {way.place} IN ({_named(few)}))"  # noqa: S608
            found |= Q(Found("pk", sql))
        elif not access.is_remembering() or guises.guise_of(user) is not None:
            rows = _table(way.model).order_by().filter(within(user, way.partnership))
            found |= Q(pk__in=rows.exclude(**{way.field: None}).values(way.field))
        else:
            here, values = _one_by_one(user, way.place)
            sql = f"EXISTS(SELECT 1 FROM {way.tables} WHERE {way.found} = {{}} AND {here} {ROW_BY_ROW})"  # noqa: S608
            found |= Q(Found("pk", sql, *values))
    return found or Q(pk__in=())


def managed(user: Any, field: str = "partnership") -> Q:
    """A filter for the rows whose `field`, a path to a partnership, is one that the user runs as its manager."""
    if guises.guise_of(user) is not None:
        return Q(pk__in=())
    if access.is_remembering():
        pks = _managed(user)
        if len(pks) <= FEW:
            return Q(**{f"{field}__in": pks})
    roles = access.roles_of(user).order_by().filter(kind=RoleKind.PARTNERSHIP_MANAGER)
    return Q(**{f"{field}__in": roles.values("partnership")})


def in_kept_register(user: Any, field: str) -> Q:
    """A filter for the rows whose `field`, a path to an organisation, is one whose register the user keeps."""
    person = access.person_of(user)
    if person is None or guises.guise_of(user) is not None:
        return Q(**{f"{field}__in": access.organisations_kept_by(user)})
    stewarded = "{} IN (SELECT rs.id FROM partnering_organisation rs WHERE rs.steward_id = %s)"
    kept = Q(Found(field, stewarded, user.pk))
    if access.leads_organisation(user, person.organisation_id):
        kept |= Q(**{field: person.organisation_id})
    return kept


def few_of(user: Any) -> tuple[int, ...] | None:
    """The partnerships that the user is part of, when they are few and may be remembered; otherwise None."""
    only = _only.get()
    if only is not None and only[1] is not None:
        return only[:1] if only[1] else ()
    if only is not None:
        return access.remembered(f"part of {only[0]}", user, lambda: _alone(user, only[0]))
    return access.remembered("few", user, lambda: _few(user)) if access.is_remembering() else None


def _alone(user: Any, partnership: int) -> tuple[int, ...]:
    few = access.remembered("few", user, lambda: _few(user)) if access.is_remembering() else None
    if few is None:
        return (partnership,) if access.partnerships_of(user).filter(pk=partnership).exists() else ()
    return (partnership,) if partnership in few else ()


def _few(user: Any) -> tuple[int, ...] | None:
    if access.person_of(user) is None:
        return ()
    if guises.guise_of(user) is not None:
        found = set(access.partnerships_of(user).order_by().values_list("pk", flat=True)[: FEW + 1])
    else:
        standing = access.standing_of(user)
        if standing.is_member_of_many and _leads(standing):
            return None
        found = _part_of(user, standing) | _managed(user)
    return tuple(sorted(found)) if len(found) <= FEW else None


def _part_of(user: Any, standing: Standing) -> set[int]:
    """The partnerships of which they are part as one of their organisation, not as manager."""
    if _leads(standing):
        return set(standing.members)
    places = {pk for _kind, pk in standing.roles if pk is not None} | standing.seats
    if standing.is_member_of_many:
        return set(_member(user).filter(partnership__in=places).values_list("partnership", flat=True))
    return places & standing.members


def _leads(standing: Standing) -> bool:
    return (RoleKind.PARTNERING_LEAD, None) in standing.roles


def _one_by_one(user: Any, place: str) -> tuple[str, Sequence[Any]]:
    """`within` by a look at the partnership of each row, with the values that it needs."""
    person, day = access.person_of(user), access.today()
    organisation = person.organisation_id if person else None
    sql = (
        f"EXISTS(SELECT 1 FROM partnering_membership rm WHERE rm.partnership_id = {place}"  # noqa: S608
        " AND rm.organisation_id = %s AND rm.joined_on <= %s AND (rm.left_on IS NULL OR rm.left_on > %s)"
        f" {ROW_BY_ROW})"
    )
    values = [organisation, day, day]
    standing = access.standing_of(user)
    if not _leads(standing):
        places = {pk for _kind, pk in standing.roles if pk is not None} | standing.seats
        sql = f"{sql} AND {place} IN ({_named(places)})"
    managed = _managed(user)
    return f"({sql} OR {place} IN ({_named(managed)}))" if managed else f"({sql})", values


def _named(partnerships: Collection[int]) -> str:
    return ", ".join(str(int(pk)) for pk in sorted(partnerships)) or "NULL"


def _managed(user: Any) -> set[int]:
    held = access.held_now(user)
    return {pk for kind, pk in held if kind == RoleKind.PARTNERSHIP_MANAGER and pk is not None}


def _member(user: Any) -> QuerySet[Any]:
    """The places of the user's organisation as a member today."""
    person = access.person_of(user)
    today = access.current(start="joined_on", end="left_on")
    return (
        _table("Membership").order_by().filter(today, organisation=person.organisation_id if person else None)
    )


def _table(name: str) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model("partnering", name)._base_manager.all()
    return rows
