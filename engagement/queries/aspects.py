"""The seven dimensions as a reader may see them: their own organisation's, or the mean over three or more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet

from agreements.models import Commitment
from engagement.briefs import Aspect
from engagement.dimensions import Dimension
from engagement.evidence import Member
from engagement.queries.readers import Reader
from engagement.queries.traction import Count
from engagement.steps import Step
from engagement.traction import ENOUGH_TO_SHOW
from engagement.wording import Names, evidence_rows, explanation, name_of, step_in_words
from partnering import at_once, kept
from partnering.models import Action, Person, Unit

Facts = Mapping[str, Any]

WORTH = 0.05
"""A smaller gain, in points, would be shown as nothing."""


def aspects_for(reader: Reader, count: Count, *, on: date) -> at_once.Asking[tuple[str, tuple[Aspect, ...]]]:
    """Whose dimensions the reader sees first, and these: their own organisation's if they may, else the whole's."""
    member = own_member(reader, count, on)
    if member is not None:
        return reader.organisation, (yield from own_aspects.asking(reader, count, member, on=on))
    return count.partnership.name, whole_aspects(count, on=on)


def own_member(reader: Reader, count: Count, on: date) -> Member | None:
    """The reader's own organisation in the evidence, when they may read its internal matters."""
    if not reader.reads_internals:
        return None
    return next((one for one in count.members(on) if one.pk == reader.organisation_id), None)


@at_once.part
def own_aspects(
    reader: Reader, count: Count, member: Member, *, on: date
) -> at_once.Asking[tuple[Aspect, ...]]:
    """An organisation's seven, for its own eyes, each with the step that would raise it most."""
    steps = count.steps(member, on)
    names = yield from names_of(reader, [step.facts for step in steps.values()], [])
    dimensions = count.own(member, on).dimensions
    return tuple(_aspect(one, count.weights_on(on), steps.get(one.key), names) for one in dimensions)


def whole_aspects(count: Count, *, on: date) -> tuple[Aspect, ...]:
    """A partnership's seven, each the mean over its organisations; nothing unless three have evidence for it.

    Of two, each could work out the other's from the mean. Where fewer have evidence it looks as if none had.
    """
    whole = count.whole(on)
    if sum(one.score is not None for one in whole.organisations) < ENOUGH_TO_SHOW:
        return ()
    steps = count.steps_of_the_whole(on)
    shown = []
    for one in whole.dimensions:
        enough = int(one.evidence.get("organisations") or 0) >= ENOUGH_TO_SHOW
        dimension = one if enough else Dimension(one.key, None)
        shown.append(
            _aspect(dimension, count.weights_on(on), steps.get(one.key) if enough else None, Names())
        )
    return tuple(shown)


def _aspect(one: Dimension, weights: Mapping[str, float], step: Step | None, names: Names) -> Aspect:
    total = sum(weights.values()) or 1
    return Aspect(
        key=one.key,
        name=name_of(one.key),
        value=one.value,
        weight=weights[one.key] / total,
        explanation=explanation(one.key, one.value, one.evidence),
        evidence=evidence_rows(one.evidence) if one.value is not None else (),
        step=step_in_words(step.kind, step.facts, names) if step else "",
        gain=step.gain if step and step.gain and step.gain >= WORTH else None,
    )


def names_of(reader: Reader, steps: Iterable[Facts], alerts: Iterable[Facts]) -> at_once.Asking[Names]:
    """What the rows are called that facts point at; only those of the reader's own organisation and what is joint."""
    facts = [*steps, *alerts]
    units, people, commitments, actions = yield [
        at_once.rows(give, reader.user, *map(kept.Slot, _keys(facts, kind))) for give, kind in NAMED
    ]
    return Names(dict(units), dict(people), dict(commitments), dict(actions), reader=reader.person_id)


def _keys(facts: list[Facts], kind: str) -> list[int]:
    return sorted({int(one[kind]) for one in facts if one.get(kind)})


def _units(user: Any, *keys: int) -> QuerySet[Any]:
    return Unit.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "name")


def _people(user: Any, *keys: int) -> QuerySet[Any]:
    return Person.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "name")


def _commitments(user: Any, *keys: int) -> QuerySet[Any]:
    return Commitment.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "text")


def _actions(user: Any, *keys: int) -> QuerySet[Any]:
    return Action.objects.visible_to(user).filter(pk__in=keys).values_list("pk", "title")


NAMED = ((_units, "unit"), (_people, "person"), (_commitments, "commitment"), (_actions, "action"))
