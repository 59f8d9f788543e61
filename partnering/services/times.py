"""Who may hold a seat or role from when to when, checked while the rows that it depends on are locked.

The order of locks is: partnership, person. The end day of a time is outside it.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import Membership, Organisation, Partnership, Person

M = TypeVar("M", bound=models.Model)


def hold(row: M) -> M:
    """Lock a row until the transaction ends, and read it anew. Others may still refer to it, but not change it."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(no_key=True))
    return row


def on_day(day: date) -> str:
    """A day as a sentence names it."""
    return date_format(day, "j M Y")


def in_words(first: date, last: date | None) -> str:
    """A time as a sentence names it."""
    if last is None:
        return _("since %(day)s") % {"day": on_day(first)}
    return _("from %(first)s to %(last)s") % {
        "first": on_day(first),
        "last": on_day(last),
    }


def check_free(rows: QuerySet[Any], first: date, last: date | None, text: str) -> None:
    """Refuse when one of these rows shares a day with a time; `text` has a place for `%(time)s`."""
    taken = rows.filter(access.overlapping(first, last)).first()
    if taken is not None:
        raise DomainError(text % {"time": in_words(taken.started_on, taken.ended_on)})


def check_present(person: Person, on: date) -> None:
    """Refuse a day on which a person is not with their organisation."""
    if person.is_present(on):
        return
    if person.left_on is not None and on >= person.left_on:
        words = _(
            "%(person)s is not with their organisation on that day: they leave on %(day)s. "
            "Choose an earlier day, or somebody else."
        )
        if person.left_on <= access.today():
            words = _(
                "%(person)s is not with their organisation on that day: they left on %(day)s. "
                "Choose an earlier day, or somebody else."
            )
        raise DomainError(words % {"person": person, "day": on_day(person.left_on)})
    if person.joined_on is not None:
        words = _(
            "%(person)s is not with their organisation on that day: they joined on %(day)s. "
            "Choose that day or a later one, or correct the day they joined."
        )
        raise DomainError(words % {"person": person, "day": on_day(person.joined_on)})


def membership_on(partnership: Partnership, organisation: Organisation, on: date) -> Membership:
    """An organisation's membership on a day; refuses when it is no member then."""
    rows = Membership.objects.current(on).filter(partnership=partnership, organisation=organisation)
    found: Membership | None = rows.first()
    if found is None:
        raise DomainError(
            _("%(organisation)s is not a member of the partnership on that day. Add it first.")
            % {"organisation": organisation}
        )
    return found


def check_own_membership(partnership: Partnership, organisation: Organisation | None, on: date) -> None:
    """Refuse what only a member may do, in words for its own people; None is no member."""
    rows = Membership.objects.current(on).filter(partnership=partnership, organisation=organisation)
    if not rows.exists():
        raise DomainError(_("Your organisation is not a member of this partnership."))


def earlier(*days: date | None) -> date | None:
    """The first of some days; None means never."""
    return min((day for day in days if day is not None), default=None)
