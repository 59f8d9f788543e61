"""What a framework of a readiness assessment is made of: areas with questions, a scale with described levels, bands.

A framework is data with a version. Its words may be there in more than one language; keys, numbers and rules are the
same in all of them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

BandsOn = Literal["mean", "total"]
Aggregation = Literal["mean", "sum", "first_at_or_below"]
MINUTES_PER_QUESTION = 0.2


@dataclass(frozen=True)
class Level:
    """One possible answer: its number and what it looks like in practice."""

    value: int
    text: str


@dataclass(frozen=True)
class Question:
    """One question; `reversed` means that its lowest level is the best. `side` is for leadership items."""

    key: str
    text: str
    levels: tuple[Level, ...]
    reversed: bool = False
    weight: float = 1
    side: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for two questions that ask the same in the same words, with the same levels and best end."""
        content = [self.text, [[level.value, level.text] for level in self.levels], self.reversed]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()


@dataclass(frozen=True)
class Area:
    """Questions that belong together; `actions` are recommended by key of the band that the area is in."""

    key: str
    name: str
    summary: str
    questions: tuple[Question, ...]
    weight: float | None = None
    actions: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Band:
    """A name for figures from `lower` up to the next band's lower bound: no upper bound, so no gap."""

    key: str
    name: str
    lower: Decimal


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest answer, both included."""

    minimum: int
    maximum: int


@dataclass(frozen=True)
class AreaWords:
    """An area's words in another language, with as many actions for each band."""

    name: str
    summary: str
    actions: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class QuestionWords:
    """A question's words in another language, with its levels from the lowest up."""

    text: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """All words of a framework in another language, by key; none is lacking."""

    name: str
    introduction: str
    source: str
    licence: str
    bands: dict[str, str]
    overall_bands: dict[str, str]
    areas: dict[str, AreaWords]
    questions: dict[str, QuestionWords]


@dataclass(frozen=True)
class Framework:
    """One version of a framework. `bound` is what 'first_at_or_below' compares each area's mean with.

    `overall_bands` are for the total over all areas, where a framework adds up.
    """

    slug: str
    name: str
    version: int
    language: str
    introduction: str
    source: str
    licence: str
    scale: Scale
    bands: tuple[Band, ...]
    bands_on: BandsOn
    aggregation: Aggregation
    bound: Decimal | None
    areas: tuple[Area, ...]
    overall_bands: tuple[Band, ...] = ()
    translations: dict[str, Words] = field(default_factory=dict)

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are asked."""
        return tuple(question for area in self.areas for question in area.questions)

    @property
    def minutes(self) -> int:
        """About how long it takes to answer."""
        return max(round(len(self.questions) * MINUTES_PER_QUESTION), 1)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be read, its own first."""
        return (self.language, *sorted(self.translations))

    def in_language(self, language: str) -> Framework:
        """The framework in the words of a language (`fr`, or `fr-ca`); in its own where it has no others."""
        code = language.lower().replace("_", "-")
        words = self.translations.get(code) or self.translations.get(code.partition("-")[0])
        if words is None or code.partition("-")[0] == self.language:
            return self
        return replace(
            self,
            language=code if code in self.translations else code.partition("-")[0],
            name=words.name,
            introduction=words.introduction,
            source=words.source,
            licence=words.licence,
            bands=tuple(replace(band, name=words.bands[band.key]) for band in self.bands),
            overall_bands=tuple(
                replace(band, name=words.overall_bands[band.key]) for band in self.overall_bands
            ),
            areas=tuple(_area_in(area, words) for area in self.areas),
            translations={},
        )


def _area_in(area: Area, words: Words) -> Area:
    own = words.areas[area.key]
    return replace(
        area,
        name=own.name,
        summary=own.summary,
        actions=own.actions,
        questions=tuple(_question_in(question, words.questions[question.key]) for question in area.questions),
    )


def _question_in(question: Question, words: QuestionWords) -> Question:
    levels = tuple(
        Level(level.value, text) for level, text in zip(question.levels, words.levels, strict=True)
    )
    return replace(question, text=words.text, levels=levels)


def to_data(framework: Framework) -> dict[str, Any]:
    """The framework as plain data for JSON; decimals become texts, so that they stay exact."""
    data = asdict(framework)
    data["bound"] = None if framework.bound is None else str(framework.bound)
    for band in data["bands"] + data["overall_bands"]:
        band["lower"] = str(band["lower"])
    return data


def from_data(data: dict[str, Any]) -> Framework:
    """The framework that `to_data` wrote, also after a way through JSON, and by an earlier release."""
    return Framework(
        **data
        | {
            "scale": Scale(**data["scale"]),
            "bands": _bands_from_data(data["bands"]),
            "overall_bands": _bands_from_data(data.get("overall_bands", ())),
            "bound": None if data["bound"] is None else Decimal(data["bound"]),
            "areas": tuple(_area_from_data(area) for area in data["areas"]),
            "translations": {
                language: _words_from_data(words) for language, words in data.get("translations", {}).items()
            },
        }
    )


def _bands_from_data(data: Any) -> tuple[Band, ...]:
    return tuple(Band(**band | {"lower": Decimal(band["lower"])}) for band in data)


def _actions_from_data(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {band: tuple(texts) for band, texts in data.items()}


def _area_from_data(data: dict[str, Any]) -> Area:
    questions = tuple(
        Question(**question | {"levels": tuple(Level(**level) for level in question["levels"])})
        for question in data["questions"]
    )
    return Area(**data | {"questions": questions, "actions": _actions_from_data(data["actions"])})


def _words_from_data(data: dict[str, Any]) -> Words:
    areas = {
        key: AreaWords(**area | {"actions": _actions_from_data(area["actions"])})
        for key, area in data["areas"].items()
    }
    questions = {
        key: QuestionWords(question["text"], tuple(question["levels"]))
        for key, question in data["questions"].items()
    }
    return Words(**data | {"areas": areas, "questions": questions})
