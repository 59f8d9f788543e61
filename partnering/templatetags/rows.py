"""Rows of the lists that are opened most. Templates take four times as long to draw them as a function does.

Each text is escaped here as templates do it, by `escaped`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.template.context import Context
from django.template.defaulttags import CsrfTokenNode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from partnering import access
from partnering.addresses import address_of
from partnering.choices import AccountState, ActionState, Level
from partnering.models import Action, Person
from partnering.templatetags.ui import day, escaped, icon

register = template.Library()


def badge(text: str, tone: str = "") -> str:
    """A few words that stand out."""
    return f'<span class="badge{f" badge-{tone}" if tone else ""}">{escaped(text)}</span>'


def cell(label: str, drawn: str) -> str:
    """A cell of a table, which on a narrow screen has its heading beside it; an empty one is left out there."""
    return f'<td data-label="{label}"{"" if drawn else " data-empty"}>{drawn}</td>'


@register.simple_tag
def person_rows(people: Iterable[Person], kept: Collection[int]) -> SafeString:
    """People as the list shows them; `kept` are the organisations of whose people one sees who is invited."""
    labels = [escaped(one) for one in (_("Organisation"), _("Unit"), _("Job title"), _("Level"))]
    levels = {one.value: str(one.label) for one in Level}
    return mark_safe("\n".join(_person_row(one, labels, levels, kept) for one in people))  # noqa: S308


def _person_row(person: Any, labels: list[str], levels: dict[str, str], kept: Collection[int]) -> str:
    mark = ""
    if not person.is_present():
        mark = " " + badge(_("left"))
    elif person.organisation_id in kept and person.account_state() == AccountState.INVITED:
        mark = " " + badge(_("invited, not in yet"), "warn")
    level = levels.get(person.level, person.level)
    shown = person.organisation_shown, person.unit_shown, person.job_title, level
    cells = "".join(cell(label, escaped(one or "")) for label, one in zip(labels, shown, strict=True))
    link = f'<a href="{person.get_absolute_url()}">{escaped(person.name)}</a>'
    return f'<tr><th scope="row">{link}{mark}</th>{cells}</tr>'


@register.simple_tag
def action_due(action: Action) -> SafeString:
    """By when an action is to be done, whether that is over, or how it ended."""
    return mark_safe(_due_of(action, access.today(), get_language()))  # noqa: S308  # each part is escaped


def _due_of(action: Action, today: date, language: str | None) -> str:
    day = action.done_on if action.state == ActionState.DONE else action.due_on
    return _due(action.state, day, action.is_late(today), language)


@lru_cache(maxsize=4_000)
def _due(state: str, on: date | None, is_late: bool, language: str | None) -> str:
    if state == ActionState.DONE:
        return badge(_("done %(day)s") % {"day": day(on)}, "good")
    if state == ActionState.CANCELLED:
        return badge(_("cancelled"))
    if on is None:
        return f'<span class="muted">{escaped(_("no day set"))}</span>'
    return badge(_("late since %(day)s") % {"day": day(on)}, "bad") if is_late else escaped(day(on))


@register.simple_tag(takes_context=True)
def action_rows(context: Context, actions: Iterable[Action]) -> SafeString:
    """Actions as the list shows them: with a box to tick, and a button where the reader may say that one is done."""
    labels = [escaped(one) for one in (_("Organisation"), _("Owner"), _("Partnership"), _("Due"))]
    here = escaped(context["request"].get_full_path())
    done = (
        f'{CsrfTokenNode().render(context)}<input type="hidden" name="next" value="{here}">'
        f'<button class="btn btn-sm btn-secondary" type="submit">{icon("check", 14)} {escaped(_("Done"))}'
    )
    today, language = access.today(), get_language()
    rows = (_action_row(one, labels, _due_of(one, today, language), done) for one in actions)
    return mark_safe("\n".join(rows))  # noqa: S308  # each part is escaped


def _action_row(action: Any, labels: list[str], due: str, done: str) -> str:
    title = escaped(action.title)
    owner = escaped(action.owner.name) if action.owner else badge(_("nobody"), "warn")
    partnership = action.partnership
    where = (
        escaped(partnership.name) if partnership else f'<span class="muted">{escaped(_("internal"))}</span>'
    )
    shown = escaped(action.organisation.name), owner, where, due
    cells = "".join(cell(label, one) for label, one in zip(labels, shown, strict=True))
    button = ""
    if action.may_change and action.state == ActionState.OPEN:
        to = address_of("partnering:complete-action", action.pk)
        said = f'<span class="visually-hidden">: {title}</span>'
        button = f'<form method="post" action="{to}">{done}{said}</button></form>'
    return (
        '<tr><td class="tick"><input class="form-check-input" type="checkbox" form="together" name="action"'
        f' value="{action.pk}" aria-label="{title}"></td>'
        f'<th scope="row"><a href="{action.get_absolute_url()}">{title}</a></th>{cells}'
        f'<td class="text-end">{button}</td></tr>'
    )
