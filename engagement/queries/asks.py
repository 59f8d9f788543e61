"""What one reader is asked to do, most pressing first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from agreements.models import Signatory
from agreements.queries import signatures_awaited
from engagement.alerts import STALLED
from engagement.briefs import Ask, Aspect, Standing, Warned
from engagement.models import PlanItem
from engagement.queries.readers import Reader
from engagement.traction import ENOUGH_TO_SHOW
from partnering import at_once, kept
from partnering.models import Action, Partnership

AHEAD = timedelta(days=14)
MOST = 4
LAGS = 20


def asks_of(
    reader: Reader,
    partnership: Partnership,
    own: list[Ask],
    organisations: tuple[Standing, ...],
    aspects: tuple[Aspect, ...],
    alerts: tuple[Warned, ...],
) -> tuple[Ask, ...]:
    """One's own signatures and late matters, what alerts call for, then what would raise the score most."""
    late = sorted((one for one in own if one.late_by), key=lambda one: -one.late_by)
    other = [one for one in own if not one.late_by]
    called = [*_from_alerts(reader, partnership, alerts), *_for_who_lags(reader, partnership, organisations)]
    raised = [*called, *_from_steps(reader, partnership, aspects)]
    return tuple([*late, *other[:2], *raised, *other[2:]][:MOST])


def own_asks(reader: Reader, partnership: Partnership, *, on: date) -> at_once.Asking[list[Ask]]:
    """The signatures, actions and answers that wait for the reader themselves."""
    here = kept.Slot(partnership.pk)
    to_sign, to_do, to_answer = yield [
        at_once.rows(signatures_awaited, reader.user, here),
        at_once.rows(_due, reader.user, here, reader.person_id, on),
        at_once.rows(_unanswered, reader.user, here, reader.person_id, on),
    ]
    return [*_signatures(to_sign), *_actions(to_do, on), *_plan(to_answer, on)]


def _due(user: Any, partnership: int, person: int | None, on: date) -> QuerySet[Action]:
    rows: QuerySet[Action] = Action.objects.visible_to(user).open()
    return rows.filter(owner=person, due_on__lte=on + AHEAD, partnership__in=[partnership])[: 2 * MOST]


def _unanswered(user: Any, partnership: int, person: int | None, on: date) -> QuerySet[PlanItem]:
    rows: QuerySet[PlanItem] = PlanItem.objects.visible_to(user).late(on).filter(owner=person)
    return rows.filter(Q(partnership=None) | Q(partnership=partnership))[:MOST]


def _signatures(rows: Iterable[Signatory]) -> list[Ask]:
    return [
        Ask(
            _("Sign: %(title)s") % {"title": row.version.agreement.title},
            _("The agreement waits for your signature."),
            link=row.version.agreement.get_absolute_url(),
        )
        for row in rows
    ]


def _actions(rows: Iterable[Action], on: date) -> list[Ask]:
    return [
        Ask(row.title, "", row.due_on, max((on - row.due_on).days, 0), row.get_absolute_url())
        for row in rows
        if row.due_on
    ]


def _plan(rows: Iterable[PlanItem], on: date) -> list[Ask]:
    return [
        Ask(
            row.get_question_display(),
            _("A question of your organisation's engagement plan."),
            row.due_on,
            (on - row.due_on).days if row.due_on else 0,
            row.get_absolute_url(),
        )
        for row in rows
    ]


def _from_alerts(reader: Reader, partnership: Partnership, alerts: tuple[Warned, ...]) -> list[Ask]:
    """A standstill asks something of everybody who can call a meeting or lend their name to one."""
    if not any(one.kind == STALLED for one in alerts):
        return []
    link = reverse("engagement:log-interaction", args=[partnership.slug])
    if reader.manages or reader.leads:
        text = _("Bring the partners together within a fortnight")
    elif reader.sponsors:
        text = _("Call the partners to a meeting in your name")
    else:
        return []
    return [Ask(text, _("Nothing joint has happened for two months."), link=link)]


def _for_who_lags(reader: Reader, partnership: Partnership, organisations: tuple[Standing, ...]) -> list[Ask]:
    """A partner far behind holds all back; sponsors and managers ask it what it needs, which no score can do."""
    known = [one for one in organisations if one.score is not None]
    if not (reader.sponsors or reader.manages) or len(known) < ENOUGH_TO_SHOW:
        return []
    last = min(known, key=lambda one: one.score or 0)
    others = [one.score or 0 for one in known if one is not last]
    gap = round(sum(others) / len(others) - (last.score or 0))
    if last.is_own or gap < LAGS:
        return []
    why = _("It is %(gap)d points behind the others' mean, and a chain is as strong as its weakest link.")
    link = reverse("partnering:members", args=[partnership.slug])
    return [
        Ask(_("Ask %(name)s what it needs to catch up") % {"name": last.name}, why % {"gap": gap}, link=link)
    ]


def _from_steps(reader: Reader, partnership: Partnership, aspects: tuple[Aspect, ...]) -> list[Ask]:
    if not (reader.manages or reader.leads or reader.sponsors):
        return []
    link = reverse("engagement:traction", args=[partnership.slug])
    worth = sorted((one for one in aspects if one.step and one.gain), key=lambda one: -(one.gain or 0))
    return [
        Ask(
            one.step,
            _("%(name)s: would add %(gain).1f points.") % {"name": one.name, "gain": one.gain or 0},
            link=f"{link}#{one.key}",
        )
        for one in worth[:3]
    ]
