"""Steps of the guided journeys in which agreements are made, kept and ended."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agreements.inspection.facts import Facts
from partnering.xray import ANYBODY, Step


def _list(facts: Facts) -> str:
    return reverse("agreements:agreements", args=[facts.slug])


def _draft(facts: Facts) -> str:
    return reverse("agreements:draft-agreement", args=[facts.slug])


def _commitments(facts: Facts) -> str:
    return reverse("agreements:commitments", args=[facts.slug])


def _first(facts: Facts) -> str:
    """The page of the agreement in question, or the list if there are none or several."""
    rows = facts.in_force() or facts.agreements
    return reverse("agreements:agreement", args=[rows[0].pk]) if len(rows) == 1 else _list(facts)


def _all_planned(facts: Facts) -> bool:
    return bool(facts.in_force()) and all(one.actions for one in facts.commitments)


def _all_judged(facts: Facts) -> bool:
    return bool(facts.in_force()) and not any(
        one.due_on and one.due_on < facts.on for one in facts.commitments
    )


def _review_ahead(facts: Facts) -> bool:
    rows = facts.in_force()
    return bool(rows) and all(one.review_on and one.review_on > facts.on for one in rows)


STEPS = (
    Step(
        "draft",
        "scoping",
        _("Write down what you agree"),
        _("Purpose, scope, what each wants for itself, and what each brings in."),
        lambda facts: bool(facts.agreements or facts.ended),
        _draft,
        _("Draft the agreement"),
        order=50,
    ),
    Step(
        "sign",
        "scoping",
        _("Have it signed"),
        _("Each party signs, and says how many of its people know of it that day."),
        lambda facts: bool(facts.in_force()),
        _first,
        _("Open the agreement"),
        mender=ANYBODY,
        order=60,
    ),
    Step(
        "plan",
        "managing",
        _("Turn each commitment into an action"),
        _("A promise moves when somebody has to do something by a day."),
        _all_planned,
        _commitments,
        _("Open the commitments"),
        mender=ANYBODY,
        order=30,
    ),
    Step(
        "judge",
        "reviewing",
        _("Say of each promise whether it was kept"),
        _("What was due is marked as kept or not kept, so that the review has it on the table."),
        _all_judged,
        _commitments,
        _("Open the commitments"),
        mender=ANYBODY,
        order=30,
    ),
    Step(
        "next review",
        "reviewing",
        _("Set the day of the next review"),
        _("An agreement is reviewed again after each review."),
        _review_ahead,
        _first,
        _("Open the agreement"),
        mender=ANYBODY,
        order=70,
    ),
    Step(
        "end",
        "sustaining",
        _("Renew the agreement, or end it well"),
        _("Either a new one follows, or the partners say on which day this one ends."),
        lambda facts: facts.ended > 0,
        _first,
        _("Open the agreement"),
        mender=ANYBODY,
        order=40,
    ),
)
