"""Steps of the guided journeys in which people are told, meet and carry the partnering on."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagement.inspection.checks import QUIET
from engagement.inspection.facts import QUESTIONS, Facts
from partnering.xray import ANYBODY, Step


def _log(facts: Facts) -> str:
    return reverse("engagement:log-interaction", args=[facts.slug])


def _targets(facts: Facts) -> str:
    return reverse("engagement:targets", args=[facts.slug])


def _plan(facts: Facts) -> str:
    return reverse("engagement:partnership-plan", args=[facts.slug])


def _briefed(facts: Facts) -> bool:
    return any(facts.signed_on is None or day >= facts.signed_on for day in facts.own_briefed)


def _met_lately(facts: Facts) -> bool:
    return facts.joint_since(facts.on - QUIET)


def _sponsors_seen(facts: Facts) -> bool:
    first = facts.signed_on or facts.since
    return bool(facts.sponsors) and all(
        one.last_seen is not None and (first is None or one.last_seen >= first) for one in facts.sponsors
    )


STEPS = (
    Step(
        "targets",
        "scoping",
        _("Say whose people are needed"),
        _("Name the units without which nothing will be delivered. Reach is measured against them."),
        lambda facts: facts.own_targets > 0,
        _targets,
        _("Name the units"),
        internal=True,
        order=20,
    ),
    Step(
        "brief",
        "managing",
        _("Tell your units what was agreed, within sixty days"),
        _("A short briefing for each unit: what was agreed, what it asks of them, whom to turn to."),
        _briefed,
        _log,
        _("Log a briefing"),
        mender=ANYBODY,
        internal=True,
        order=10,
    ),
    Step(
        "meet",
        "managing",
        _("Meet, and keep meeting"),
        _("Something joint at least every sixty days, with more people than the first handful."),
        _met_lately,
        _log,
        _("Log what you did together"),
        mender=ANYBODY,
        order=25,
    ),
    Step(
        "sponsors act",
        "managing",
        _("Let the sponsors be seen"),
        _("Each sponsor takes part in something joint after the signing."),
        _sponsors_seen,
        _log,
        _("Log what they did"),
        mender=ANYBODY,
        order=40,
    ),
    Step(
        "answers",
        "managing",
        _("Answer the ten questions"),
        _("How your organisation will carry the partnering: skills, time, tools, contractors and more."),
        lambda facts: facts.own_answered >= QUESTIONS,
        _plan,
        _("Open the engagement plan"),
        mender=ANYBODY,
        internal=True,
        order=50,
    ),
    Step(
        "review",
        "reviewing",
        _("Hold a review workshop"),
        _("All partners at one table, without blame: what it brought each, what to keep, what to change."),
        lambda facts: facts.joint_since(facts.since, "workshop"),
        _log,
        _("Log the workshop"),
        mender=ANYBODY,
        order=50,
    ),
    Step(
        "thanks",
        "sustaining",
        _("Meet once more, say thanks and what you learned"),
        _("With the people who did the work, and those for whom it was done."),
        lambda facts: facts.joint_since(facts.since),
        _log,
        _("Log the meeting"),
        mender=ANYBODY,
        order=60,
    ),
    Step(
        "carried on",
        "sustaining",
        _("Make it part of how you work"),
        _("Look through your plan: what of it goes on without the partnership?"),
        lambda facts: facts.own_answered >= QUESTIONS and not facts.own_late,
        _plan,
        _("Open the engagement plan"),
        mender=ANYBODY,
        internal=True,
        order=30,
    ),
)
