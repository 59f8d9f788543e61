"""What asks for a nudge by a moment, and whether a planned one still has its cause."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement import cadence
from engagement.models import AlertEpisode, Nudge
from engagement.queries.comment_nudges import comment_causes, comment_line
from engagement.queries.evidence_nudges import evidence_causes, evidence_line
from engagement.queries.moments import Cause, Line
from engagement.queries.record_nudges import record_causes, record_line
from engagement.queries.return_nudges import return_causes, return_line
from partnering import access
from partnering.action_links import Answer, token_for
from partnering.choices import Phase, RoleKind
from partnering.models import Action, ActionReturn, Membership, Person, Role

Reason = Nudge.Reason
RECORDS = (Reason.RECORD, Reason.RECORDS)
OTHERS = (Reason.STALLED, Reason.ACTION_RETURNED, Reason.COMMENT, Reason.EVIDENCE, *RECORDS)


def causes_by(now: datetime) -> list[Cause]:
    """All that is due by now: never 'due exactly today', so that a missed round loses nothing."""
    return [
        cause
        for cause in [
            *_action_causes(now),
            *return_causes(now, _leads_of),
            *comment_causes(now),
            *_stall_causes(now),
            *record_causes(now, _leads_of),
            *evidence_causes(now, _leads_of),
        ]
        if cause.due_at <= now
    ]


def _reachable(prefix: str = "") -> Q:
    """A filter for people who can be written to."""
    return (Q(**{f"{prefix}left_on": None}) | Q(**{f"{prefix}left_on__gt": access.today()})) & ~Q(
        **{f"{prefix}email": ""}
    )


def _action_causes(now: datetime) -> list[Cause]:
    """Actions due soon or late, for their owners; long late, for the leads of their organisations as well."""
    today = access.day_of(now)
    rows = list(
        Action.objects.open()
        .filter(Q(partnership=None) | Q(partnership__phase__in=Phase.LIVE))
        .filter(due_on__lte=today + timedelta(days=cadence.SOON))
        .values_list("pk", "due_on", "owner", "organisation")
    )
    wanted = {owner for _pk, _due, owner, _organisation in rows if owner}
    reachable = set(Person.objects.filter(_reachable(), pk__in=wanted).values_list("pk", flat=True))
    leads = _leads_of({organisation for _pk, _due, _owner, organisation in rows})
    causes = []
    for pk, due_on, owner, organisation in rows:
        step = cadence.action_step(due_on, today)
        if step and owner in reachable:
            reason = Reason.ACTION_SOON if step.before else Reason.ACTION_LATE
            key = f"{reason}:{pk}:{due_on}:{step.number}:{owner}"
            causes.append(Cause(key, owner, reason, pk, access.morning_of(step.on)))
        told = cadence.escalation_step(due_on, today)
        for lead in leads.get(organisation, ()) if told else ():
            if told and lead != owner:
                key = f"{Reason.ACTION_ESCALATED}:{pk}:{due_on}:{lead}"
                causes.append(Cause(key, lead, Reason.ACTION_ESCALATED, pk, access.morning_of(told.on)))
    return causes


def _leads_of(organisations: set[int]) -> dict[int, set[int]]:
    """The general partnering leads of organisations who can be written to."""
    leads: dict[int, set[int]] = {}
    roles = (
        Role.objects.current()
        .filter(_reachable("person__"), kind=RoleKind.PARTNERING_LEAD, partnership=None)
        .filter(person__organisation__in=organisations)
    )
    for person, organisation in roles.values_list("person", "person__organisation"):
        leads.setdefault(organisation, set()).add(person)
    return leads


def _stall_causes(now: datetime) -> list[Cause]:
    """Partnerships that stand still, for their managers and the leads of their members."""
    today = access.day_of(now)
    open_now = _open_stalls()
    episodes = list(open_now.values_list("pk", "partnership", "began_on"))
    recipients = _keepers_of({partnership for _pk, partnership, _began in episodes}) if episodes else {}
    causes = []
    for pk, partnership, began_on in episodes:
        step = cadence.stall_step(began_on, today)
        for person in sorted(recipients.get(partnership, ())) if step else ():
            if step:
                key = f"{Reason.STALLED}:{pk}:{step.number}:{person}"
                causes.append(Cause(key, person, Reason.STALLED, pk, access.morning_of(step.on)))
    return causes


def _open_stalls() -> Any:
    return AlertEpisode.objects.filter(
        kind="stalled", organisation=None, ended_on=None, partnership__phase__in=Phase.LIVE
    )


def _keepers_of(partnerships: set[int]) -> dict[int, set[int]]:
    """Whom a partnership's standing still concerns: its managers, its leads and the general leads of its members."""
    keepers: dict[int, set[int]] = {}
    kinds = (RoleKind.PARTNERSHIP_MANAGER, RoleKind.PARTNERING_LEAD)
    named = Role.objects.current().filter(
        _reachable("person__"), kind__in=kinds, partnership__in=partnerships
    )
    for person, partnership in named.values_list("person", "partnership"):
        keepers.setdefault(partnership, set()).add(person)
    members = Membership.objects.current().filter(partnership__in=partnerships)
    pairs = list(members.values_list("partnership", "organisation"))
    leads = _leads_of({organisation for _partnership, organisation in pairs})
    for partnership, organisation in pairs:
        keepers.setdefault(partnership, set()).update(leads.get(organisation, set()))
    return keepers


def lines_of(nudges: Iterable[Nudge], *, on: date) -> dict[int, Line | None]:
    """What each nudge says on a day, by its key; None when its cause is gone. One person's nudges, few queries."""
    rows = list(nudges)
    if not rows:
        return {}
    actions = _actions_of(rows)
    stalls = _stalls_of(rows)
    person = rows[0].person
    leads = person.pk in _leads_of({person.organisation_id}).get(person.organisation_id, set())
    lines: dict[int, Line | None] = {}
    for row in rows:
        if row.reason == Reason.STALLED:
            episode = stalls.get(row.subject_id)
            lines[row.pk] = _stall_line(episode, on) if episode else None
        elif row.reason in RECORDS:
            lines[row.pk] = record_line(row, on, leads=leads)
        elif row.reason == Reason.ACTION_RETURNED:
            lines[row.pk] = return_line(row, on)
        elif row.reason == Reason.EVIDENCE:
            lines[row.pk] = evidence_line(row, on, leads=leads)
        elif row.reason == Reason.COMMENT:
            lines[row.pk] = comment_line(row, on)
        else:
            action = actions.get(row.subject_id)
            lines[row.pk] = _action_line(action, row, on, leads=leads) if action else None
    return lines


def _actions_of(rows: list[Nudge]) -> dict[int, Action]:
    """The actions that nudges speak of, which are still open, not moved away, and still their reader's business."""
    pks = {row.subject_id for row in rows if row.reason not in OTHERS}
    if not pks:
        return {}
    person = rows[0].person
    # What is joint is no business any more of somebody whose organisation has left.
    memberships = Membership.objects.current().filter(organisation=person.organisation_id)
    still_member = Q(partnership__in=memberships.values("partnership"), partnership__phase__in=Phase.LIVE)
    found = (
        Action.objects.open()
        .filter(pk__in=pks)
        .filter(Q(partnership=None) | still_member)
        .filter(Q(owner=person) | Q(organisation=person.organisation_id))
        .exclude(pk__in=ActionReturn.objects.open().values("action"))  # somebody is to decide whose it is
        .select_related("owner", "organisation", "partnership")
    )
    return {action.pk: action for action in found}


def _stalls_of(rows: list[Nudge]) -> dict[int, AlertEpisode]:
    pks = {row.subject_id for row in rows if row.reason == Reason.STALLED}
    if not pks:
        return {}
    episodes = {row.pk: row for row in _open_stalls().filter(pk__in=pks).select_related("partnership")}
    keepers = _keepers_of({episode.partnership_id for episode in episodes.values()})
    person = rows[0].person_id
    return {pk: row for pk, row in episodes.items() if person in keepers.get(row.partnership_id, set())}


def _action_line(action: Action, nudge: Nudge, on: date, *, leads: bool) -> Line | None:
    """The line about an action, in today's words: one planned as 'soon' may well say how late it is by now."""
    escalated = nudge.reason == Reason.ACTION_ESCALATED
    mine = action.owner_id == nudge.person_id
    due = action.due_on
    if due is None or str(due) not in nudge.key or mine == escalated or (escalated and not leads):
        return None
    link = reverse("partnering:action", args=[action.pk])
    why = _when(due, on)
    if escalated:
        owner = action.owner.name if action.owner else _("nobody")
        why = _(
            "%(why)s Its owner is %(owner)s; perhaps the day, the owner or the action itself has to change."
        ) % {
            "why": why,
            "owner": owner,
        }
    answers = () if escalated else _answers(action, nudge.person_id)
    return Line(action.title, why, link, _("Open the action"), answers)


def _answers(action: Action, person: int) -> tuple[tuple[str, str], ...]:
    """What an owner can say from the mail itself, each by a link of its own."""
    words = {Answer.DONE: _("It is done"), Answer.LATER: _("Later"), Answer.NOT_MINE: _("Not mine")}
    return tuple(
        (text, reverse("partnering:answer-for-action", args=[token_for(action.pk, person, answer)]))
        for answer, text in words.items()
    )


def _when(due: date, on: date) -> str:
    day = date_format(due)
    late = (on - due).days
    if late > 0:
        words = ngettext(
            "It was due on %(day)s, %(n)d day ago.", "It was due on %(day)s, %(n)d days ago.", late
        )
        return words % {"day": day, "n": late}
    if late == 0:
        return _("It is due today.")
    return _("It is due on %(day)s.") % {"day": day}


def _stall_line(episode: AlertEpisode, on: date) -> Line:
    days = (on - episode.began_on).days
    words = ngettext(
        "For %(n)d day it has counted as stalled: its partners have done nothing together for two months.",
        "For %(n)d days it has counted as stalled: its partners have done nothing together for two months.",
        max(days, 1),
    )
    why = words % {"n": max(days, 1)}
    link = reverse("engagement:partnership", args=[episode.partnership.slug])
    return Line(
        _("%(name)s has stalled") % {"name": episode.partnership}, why, link, _("Open the partnership")
    )
