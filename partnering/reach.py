"""How far somebody reaches: filters for what lies in their partnerships, made for what databases find fast.

Who is part of few partnerships, as nearly everybody is, has them looked up once a page, and every filter names them.
Who is part of very many is asked for row by row, so that a page of a long list looks at the rows of that page only.
What changes something asks `access.partnerships_of` each time. All three say the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, QuerySet

from partnering import access, guises
from partnering.choices import RoleKind
from partnering.places import FEW, Standing

_only: ContextVar[int | None] = ContextVar("only", default=None)


@contextmanager
def only_in(partnership: int) -> Iterator[None]:
    """While it lasts, nobody reaches further than this partnership. For what is of one partnership anyway."""
    token = _only.set(partnership)
    try:
        yield
    finally:
        _only.reset(token)


def within(user: Any, field: str = "partnership") -> Q:
    """A filter for the rows whose `field`, a path to a partnership, is one that the user is part of."""
    few = few_of(user)
    if few is not None:
        return Q(**{f"{field}__in": few})
    if not access.is_remembering() or guises.guise_of(user) is not None:
        return Q(**{f"{field}__in": access.partnerships_of(user)})
    return _one_by_one(user, field)


def beside(user: Any, rows: QuerySet[Any], field: str, via: str = "partnership") -> Q:
    """A filter for what `rows` in the user's partnerships point at by `field`; `via` is their path to a partnership.

    With `beside(user, Role, "person")` people are found who have a role beside one.
    """
    few = few_of(user)
    if few == ():
        return Q(pk__in=())
    seen = rows.order_by().filter(within(user, via))
    if few is None and access.is_remembering():
        return Q(Exists(seen.filter(**{field: OuterRef("pk")})))
    return Q(pk__in=seen.values(field))


def few_of(user: Any) -> tuple[int, ...] | None:
    """The partnerships that the user is part of, when they are few and may be remembered; otherwise None."""
    only = _only.get()
    if only is not None:
        return access.remembered(f"part of {only}", user, lambda: _alone(user, only))
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


def _one_by_one(user: Any, field: str) -> Q:
    """`within` by a look at the partnership of each row."""
    here = OuterRef(field)
    part = Q(Exists(_member(user).filter(partnership=here)))
    if not _leads(access.standing_of(user)):
        roles = access.roles_of(user).order_by().filter(partnership=here)
        seats = _table("Seat").filter(
            access.current(), person=access.person_of(user), group__partnership=here
        )
        part &= Q(Exists(roles)) | Q(Exists(seats))
    managed = _managed(user)
    if not managed:
        return part
    many = access.roles_of(user).order_by().filter(kind=RoleKind.PARTNERSHIP_MANAGER).values("partnership")
    return part | Q(**{f"{field}__in": managed if len(managed) <= FEW else many})


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
