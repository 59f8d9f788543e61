"""Checks of what people do: whether partners meet, sponsors act, and one's own organisation carries it inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from engagement.choices import AlertKind
from engagement.inspection.facts import QUESTIONS, Facts
from partnering.xray import ANYBODY, Check, Hit, Severity

QUIET = timedelta(days=60)
ABSENT = timedelta(days=120)
UNSEEN = timedelta(days=90)
BRIEFED_WITHIN = timedelta(days=30)


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _log(facts: Facts) -> str:
    return reverse("engagement:log-interaction", args=[facts.slug])


def quiet(facts: Facts) -> Iterator[Hit]:
    """Nothing joint for sixty days while managing."""
    last = max(filter(None, (facts.last_joint, facts.since)), default=None)
    if facts.kind == "managing" and last and facts.on - last > QUIET:
        days = (facts.on - (facts.last_joint or last)).days
        sentence = _("The partners have done nothing together for %(days)s days.") % {"days": days}
        yield Hit(sentence, _log(facts), _("Meet, and log it"), mender=ANYBODY)


def absent(facts: Facts) -> Iterator[Hit]:
    """A member none of whose people were seen for four months, while others met."""
    for organisation, (name, joined) in facts.members.items():
        last = max(facts.last_seen.get(organisation, joined), joined)
        if facts.last_joint and facts.last_joint > last and facts.on - last > ABSENT:
            sentence = _("Nobody of %(organisation)s has taken part in anything joint since %(day)s.") % {
                "organisation": name,
                "day": _day(last),
            }
            subject = f"member {organisation}"
            yield Hit(sentence, _log(facts), _("Do something together"), organisation, name, subject, ANYBODY)


def unseen_sponsor(facts: Facts) -> Iterator[Hit]:
    """A sponsor who was not seen for ninety days."""
    for one in facts.sponsors:
        last = max(filter(None, (one.last_seen, one.since)))
        if facts.on - last > UNSEEN:
            sentence = _("%(person)s, sponsor for %(organisation)s, was last seen on %(day)s.") % {
                "person": one.name,
                "organisation": one.organisation_name,
                "day": _day(last),
            }
            subject = f"person {one.person}"
            yield Hit(
                sentence,
                _log(facts),
                _("Win them for one act"),
                one.organisation,
                one.organisation_name,
                subject,
                ANYBODY,
            )


def _alerts(facts: Facts, alerts: Iterable[tuple[str, date]], about: int | None) -> Iterator[Hit]:
    for kind, began in alerts:
        sentence = _("Traction alert since %(day)s: %(kind)s.") % {
            "kind": AlertKind(kind).label,
            "day": _day(began),
        }
        link = reverse("engagement:traction", args=[facts.slug])
        yield Hit(sentence, link, _("See what it rests on"), about, subject=kind, mender=ANYBODY)


def joint_alerts(facts: Facts) -> Iterator[Hit]:
    """Alerts of the partnership as a whole."""
    yield from _alerts(facts, facts.alerts, None)


def own_alerts(facts: Facts) -> Iterator[Hit]:
    """Alerts of one's own organisation."""
    yield from _alerts(facts, facts.own_alerts, facts.own)


def no_targets(facts: Facts) -> Iterator[Hit]:
    """Nobody said whose people must know."""
    if facts.own and not facts.own_targets:
        link = reverse("engagement:targets", args=[facts.slug])
        yield Hit(
            _("Your organisation has not said whose people are needed."), link, _("Name the units"), facts.own
        )


def late_targets(facts: Facts) -> Iterator[Hit]:
    """A unit whose people should all be involved by now, and are not."""
    for pk, unit in facts.own_late_targets:
        sentence = _("The day by which the people of %(unit)s should be involved has passed.") % {
            "unit": unit
        }
        link = reverse("engagement:reach-people", args=[facts.slug], query={"need": "missing"})
        yield Hit(sentence, link, _("See who is missing"), facts.own, subject=f"unit {pk}", mender=ANYBODY)


def not_told(facts: Facts) -> Iterator[Hit]:
    """A month after signing nobody inside was told."""
    signed = facts.signed_on
    overdue = facts.own and signed and facts.on - signed > BRIEFED_WITHIN
    if overdue and signed and not any(day >= signed for day in facts.own_briefed):
        sentence = _("Inside your organisation nobody was briefed since the signing on %(day)s.") % {
            "day": _day(signed)
        }
        yield Hit(sentence, _log(facts), _("Log a briefing"), facts.own, mender=ANYBODY)


def plan_unanswered(facts: Facts) -> Iterator[Hit]:
    """Questions of the plan without an answer."""
    if facts.own and facts.own_answered < QUESTIONS:
        sentence = _("Your engagement plan answers %(done)s of %(of)s questions.") % {
            "done": facts.own_answered,
            "of": QUESTIONS,
        }
        yield Hit(
            sentence,
            reverse("engagement:partnership-plan", args=[facts.slug]),
            _("Answer the next one"),
            facts.own,
            mender=ANYBODY,
        )


def plan_unowned(facts: Facts) -> Iterator[Hit]:
    """Answers that nobody carries out."""
    if facts.own and facts.own_unowned:
        words = ngettext(
            "Nobody carries out one answer of your engagement plan.",
            "Nobody carries out %(count)s answers of your engagement plan.",
            facts.own_unowned,
        )
        link = reverse("engagement:partnership-plan", args=[facts.slug])
        yield Hit(words % {"count": facts.own_unowned}, link, _("Name owners"), facts.own, mender=ANYBODY)


def plan_late(facts: Facts) -> Iterator[Hit]:
    """Answers that are late."""
    if facts.own and facts.own_late:
        words = ngettext(
            "One answer of your engagement plan is late.",
            "%(count)s answers of your engagement plan are late.",
            facts.own_late,
        )
        link = reverse("engagement:partnership-plan", args=[facts.slug])
        yield Hit(words % {"count": facts.own_late}, link, _("Look at the plan"), facts.own, mender=ANYBODY)


CHECKS = (
    Check("nothing joint", Severity.STOP, gettext_lazy("The partners do things together"), quiet),
    Check("member absent", Severity.WARN, gettext_lazy("Each member takes part"), absent),
    Check("sponsor unseen", Severity.WARN, gettext_lazy("Sponsors are seen"), unseen_sponsor),
    Check("alert", Severity.WARN, gettext_lazy("No traction alert lasts"), joint_alerts),
    Check(
        "own alert", Severity.WARN, gettext_lazy("No alert for your organisation"), own_alerts, internal=True
    ),
    Check(
        "no targets",
        Severity.WARN,
        gettext_lazy("It is said whose people are needed"),
        no_targets,
        internal=True,
    ),
    Check(
        "target late",
        Severity.WARN,
        gettext_lazy("The people you need are involved by their day"),
        late_targets,
        internal=True,
    ),
    Check("not told", Severity.STOP, gettext_lazy("Your people were told"), not_told, internal=True),
    Check("plan late", Severity.WARN, gettext_lazy("Your plan is on time"), plan_late, internal=True),
    Check(
        "plan unanswered",
        Severity.HINT,
        gettext_lazy("Your plan is answered"),
        plan_unanswered,
        internal=True,
    ),
    Check("plan unowned", Severity.HINT, gettext_lazy("Your plan has owners"), plan_unowned, internal=True),
)
