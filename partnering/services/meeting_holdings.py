"""What people hold in meetings, and how it passes to somebody else: decisions, and points of agendas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy

from partnering.choices import MinutesState, Outcome
from partnering.models import AgendaItem, Decision, Meeting, Person, User
from partnering.registry import Held, Holding, holdings
from partnering.services.agendas import edit_item
from partnering.services.decisions import edit_decision
from partnering.services.holdings import passable
from partnering.services.times import hold


def _held(kind: str, one: Decision | AgendaItem) -> Held:
    meeting = one.meeting
    partnership = meeting.group.partnership
    return Held(
        kind, one.pk, one.text, str(partnership), meeting.get_absolute_url(), partnership=partnership.pk
    )


def _decisions(person: Person, on: date) -> Iterator[Held]:
    """Those that bind still, as far as the partners know of them: drafts of minutes are their keepers'."""
    rows = Decision.objects.filter(
        Q(due_on=None) | Q(due_on__gte=on), owner=person, meeting__minutes_state=MinutesState.PUBLISHED
    )
    for one in rows.select_related("meeting__group__partnership"):
        yield _held("decision", one)


def _pass_decision(pk: int, to: Person, on: date, by: User) -> None:
    edit_decision(decision=Decision.objects.select_related("meeting__group").get(pk=pk), owner=to, by=by)


def _open_decisions(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that are still theirs."""
    return set(Decision.objects.filter(pk__in=pks, owner=person).values_list("pk", flat=True))


def _points(person: Person, on: date) -> Iterator[Held]:
    """What they are to lead at meetings to come."""
    rows = AgendaItem.objects.filter(
        lead=person,
        outcome=Outcome.OPEN,
        meeting__in=Meeting.objects.to_come(),
        meeting__ends_at__date__gte=on,
    )
    for one in rows.select_related("meeting__group__partnership"):
        yield _held("agenda item", one)


def _pass_point(pk: int, to: Person, on: date, by: User) -> None:
    item = AgendaItem.objects.select_related("meeting__group").get(pk=pk)
    edit_item(item=hold(item), lead=to, by=by)


def _open_points(person: Person, pks: Iterable[int]) -> set[int]:
    """Those that are still ahead and still theirs."""
    rows = AgendaItem.objects.filter(
        pk__in=pks, lead=person, outcome=Outcome.OPEN, meeting__in=Meeting.objects.to_come()
    )
    return set(rows.values_list("pk", flat=True))


def register() -> None:
    """Put it where a handover finds it."""
    label = gettext_lazy("Decisions")
    holdings.append(
        Holding("decision", label, "gavel", _decisions, _pass_decision, passable, _open_decisions, order=36)
    )
    label = gettext_lazy("Points of agendas")
    holdings.append(
        Holding("agenda item", label, "list-ordered", _points, _pass_point, passable, _open_points, order=37)
    )
