"""Working on a framework's draft. Every function changes the draft that it is given.

Words in other languages go with what they translate: a question whose text changes has no translation any more, and
the draft can't be published until there is one again, or the language is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from readiness.framework_drafts import Draft, number


class NotInDraft(LookupError):
    """The area or question isn't there any more."""


def empty_areas(draft: Draft) -> list[str]:
    """The names of areas that ask nothing yet."""
    return [area["name"] for area in draft["areas"] if not area["questions"]]


def values_of(draft: Draft) -> range:
    """The numbers of the scale."""
    return range(draft["scale"]["minimum"], draft["scale"]["maximum"] + 1)


def area_in(draft: Draft, key: str) -> Draft:
    """An area by its key; NotInDraft when it isn't there."""
    return _found(draft["areas"], key)


def question_in(draft: Draft, key: str) -> tuple[Draft, Draft]:
    """A question by its key, with its area before it; NotInDraft when it isn't there."""
    for area in draft["areas"]:
        for question in area["questions"]:
            if question["key"] == key:
                return area, question
    raise NotInDraft(key)


def _found(rows: Sequence[Draft], key: str) -> Draft:
    row = next((one for one in rows if one["key"] == key), None)
    if row is None:
        raise NotInDraft(key)
    return row


def set_basics(draft: Draft, values: Mapping[str, Any]) -> None:
    """Set texts about the whole, and the bands' names and bounds."""
    for key in ("name", "introduction", "source", "licence"):
        if values[key] != draft.get(key, ""):
            draft[key] = values[key]
            _forget(draft, key)
    old = {band["key"]: band["name"] for band in draft["bands"]}
    draft["bands"] = values["bands"]
    new = {band["key"]: band["name"] for band in draft["bands"]}
    for key in old | new:
        if old.get(key) != new.get(key):
            _forget(draft, "bands", key)
    for area in draft["areas"]:
        area["actions"] = {band: texts for band, texts in area["actions"].items() if band in new}
        for words in _translations(draft):
            own = words.get("areas", {}).get(area["key"], {})
            own["actions"] = {band: texts for band, texts in own.get("actions", {}).items() if band in new}


def add_area(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """A further area, at the end; its key is new in the draft."""
    area: Draft = {"key": _new_key((one["key"] for one in draft["areas"]), "area"), "questions": []}
    draft["areas"].append(area)
    set_area(draft, area["key"], values)
    return area


def set_area(draft: Draft, key: str, values: Mapping[str, Any]) -> None:
    """Set an area's name, summary, weight (None is the usual) and recommended actions."""
    area = area_in(draft, key)
    texts = {one: values[one] for one in ("name", "summary", "actions")}
    if any(area.get(one) != text for one, text in texts.items()):
        _forget(draft, "areas", key)
    area |= texts
    _set_number(area, "weight", values["weight"])


def remove_area(draft: Draft, key: str) -> None:
    """Take an area out, with its questions."""
    area = area_in(draft, key)
    draft["areas"].remove(area)
    _forget(draft, "areas", key)
    for question in area["questions"]:
        _forget(draft, "questions", question["key"])


def add_question(draft: Draft, area: str, values: Mapping[str, Any], used: Sequence[str] = ()) -> Draft:
    """A further question, at the end of an area; its key is new, also among those `used` in earlier versions."""
    taken = [question["key"] for one in draft["areas"] for question in one["questions"]]
    question: Draft = {"key": _new_key([*taken, *used], "q")}
    area_in(draft, area)["questions"].append(question)
    set_question(draft, question["key"], {**values, "area": area})
    return question


def set_question(draft: Draft, key: str, values: Mapping[str, Any]) -> None:
    """Set a question's text, levels, side, weight, direction, and the area in which it stands."""
    area, question = question_in(draft, key)
    texts = {one: values[one] for one in ("text", "levels")}
    if any(question.get(one) != text for one, text in texts.items()):
        _forget(draft, "questions", key)
    question |= texts
    _set_number(question, "weight", values["weight"])
    for one in ("side", "reversed"):
        question.pop(one, None)
        if values[one]:
            question[one] = values[one]
    if values["area"] != area["key"]:
        there = area_in(draft, values["area"])
        area["questions"].remove(question)
        there["questions"].append(question)


def remove_question(draft: Draft, key: str) -> None:
    """Take a question out."""
    area, question = question_in(draft, key)
    area["questions"].remove(question)
    _forget(draft, "questions", key)


def move(draft: Draft, kind: str, key: str, *, up: bool) -> None:
    """Move an area, or a question within its area, by one place; at the end nothing changes."""
    rows, row = _row(draft, kind, key)
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]


def place(draft: Draft, kind: str, key: str, *, before: str = "", into: str = "") -> None:
    """Move an area or a question to stand before another, at the end of an area, or else at the end of its list.

    A question comes into the area of the one before which it stands.
    """
    rows, row = _row(draft, kind, key)
    if before == key:
        return
    target = rows
    if before:
        target, _other = _row(draft, kind, before)
    elif into and kind == "question":
        target = area_in(draft, into)["questions"]
    rows.remove(row)
    target.insert(target.index(_found(target, before)) if before else len(target), row)


def _row(draft: Draft, kind: str, key: str) -> tuple[list[Draft], Draft]:
    if kind == "area":
        return draft["areas"], area_in(draft, key)
    area, question = question_in(draft, key)
    return area["questions"], question


def set_areas(draft: Draft, areas: list[Draft]) -> None:
    """Put these areas in the place of all that were there, as a table that was read has them."""
    old = {question["key"]: question for area in draft["areas"] for question in area["questions"]}
    new = {question["key"]: question for area in areas for question in area["questions"]}
    for key in old | new:
        before, after = old.get(key, {}), new.get(key, {})
        if (before.get("text"), before.get("levels")) != (after.get("text"), after.get("levels")):
            _forget(draft, "questions", key)
    names = {area["key"]: area["name"] for area in areas}
    for area in draft["areas"]:
        if names.get(area["key"]) != area["name"]:
            _forget(draft, "areas", area["key"])
    draft["areas"] = areas


def drop_translations(draft: Draft) -> None:
    """Leave out the other languages."""
    draft.pop("translations", None)


def _set_number(row: Draft, key: str, value: Decimal | None) -> None:
    row.pop(key, None)
    if value is not None:
        row[key] = number(value)


def _new_key(taken: Any, stem: str) -> str:
    known = set(taken)
    return next(key for key in (f"{stem}{number}" for number in range(1, len(known) + 2)) if key not in known)


def _translations(draft: Draft) -> Iterator[Draft]:
    yield from draft.get("translations", {}).values()


def _forget(draft: Draft, *path: str) -> None:
    """Remove what translated a text that isn't the same any more."""
    *parents, last = path
    for words in _translations(draft):
        inner = words
        for parent in parents:
            inner = inner.get(parent, {})
        inner.pop(last, None)
