"""Frameworks of a readiness assessment: what they are made of, and reading them from TOML files.

A framework is data with a version: areas with questions, a scale with described levels, bands, and how figures are
put together. Organisations may bring their own file; the built-in ones lie in `frameworks/`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast

from readiness.toml_tables import FrameworkError, Table, parse_toml

__all__ = [
    "BUILT_IN",
    "Area",
    "Band",
    "Framework",
    "FrameworkError",
    "Level",
    "Question",
    "Scale",
    "from_data",
    "parse_framework",
    "read_framework",
    "to_data",
]

_FOLDER = Path(__file__).parent / "frameworks"

BUILT_IN: dict[str, Path] = {
    slug: _FOLDER / f"{slug}.toml" for slug in ("fit-for-partnering", "six-attributes")
}
"""The frameworks that come with the product: slug to file."""

BandsOn = Literal["mean", "total"]
Aggregation = Literal["mean", "sum", "first_at_or_below"]

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_RESERVED = {"respondent", "unit", "level"}
_MOST_LEVELS = 11


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
class Framework:
    """One version of a framework. `bound` is what 'first_at_or_below' compares each area's mean with."""

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

    @property
    def questions(self) -> tuple[Question, ...]:
        """All questions, in the order in which they are asked."""
        return tuple(question for area in self.areas for question in area.questions)


def read_framework(path: Path | str) -> Framework:
    """The framework in a file; raises FrameworkError where it can't be read or is wrong."""
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FrameworkError(f"{path}: can't be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise FrameworkError(f"{path}: isn't UTF-8 text; save it as UTF-8.") from error
    return parse_framework(text, str(path))


def parse_framework(text: str, name: str) -> Framework:
    """The framework in the text of a TOML file; `name` is how errors call the file.

    Raises FrameworkError, whose message has the file, the line where possible, the key, and what to do.
    """
    top = parse_toml(text, name)
    top.allow(
        *("slug", "name", "version", "language", "introduction", "source", "licence"),
        *("aggregation", "bands_on", "bound", "scale", "bands", "areas"),
    )
    if (version := top.whole("version")) < 1:
        raise top.error("version", "must be 1 or more.")
    aggregation = top.choice("aggregation", ("mean", "sum", "first_at_or_below"), "mean")
    bands_on = top.choice("bands_on", ("mean", "total"), "mean")
    if bands_on == "total" and aggregation != "sum":
        raise top.error("bands_on", "is 'total', which needs aggregation = \"sum\".")
    scale = _scale(top.table("scale"))
    bands = _bands(top, scale, bands_on)
    return Framework(
        slug=_key(top, "slug"),
        name=top.text("name"),
        version=version,
        language=top.text("language", "en"),
        introduction=top.text("introduction", ""),
        source=top.text("source", ""),
        licence=top.text("licence", ""),
        scale=scale,
        bands=bands,
        bands_on=cast(BandsOn, bands_on),
        aggregation=cast(Aggregation, aggregation),
        bound=_bound(top, aggregation),
        areas=_areas(top, scale, [band.key for band in bands]),
    )


def _key(table: Table, name: str = "key") -> str:
    key = table.text(name)
    if not _KEY.fullmatch(key):
        raise table.error(name, f"is {key!r}; use up to 50 small letters, digits, hyphens and underscores.")
    return key


def _bound(top: Table, aggregation: str) -> Decimal | None:
    bound = top.number("bound")
    if (bound is not None) != (aggregation == "first_at_or_below"):
        raise top.error("bound", 'belongs to aggregation = "first_at_or_below"; give both or neither.')
    return bound


def _scale(table: Table) -> Scale:
    table.allow("minimum", "maximum")
    scale = Scale(table.whole("minimum"), table.whole("maximum"))
    if not 0 < scale.maximum - scale.minimum < _MOST_LEVELS:
        raise table.error("maximum", f"must be above minimum, with at most {_MOST_LEVELS} levels in all.")
    return scale


def _bands(top: Table, scale: Scale, bands_on: str) -> tuple[Band, ...]:
    tables = top.tables("bands")
    bands: list[Band] = []
    for table in tables:
        table.allow("key", "name", "from")
        lower = table.number("from")
        if lower is None:
            raise table.error("from", "is missing; add the lowest figure that is in this band.")
        if bands and lower <= bands[-1].lower:
            raise table.error("from", "must be above the band before it; list bands from the lowest up.")
        bands.append(Band(_key(table), table.text("name"), lower))
    if bands_on == "mean" and bands[0].lower > scale.minimum:
        raise tables[0].error("from", f"leaves the lowest figures without a band; begin at {scale.minimum}.")
    _refuse_twins(tables, (band.key for band in bands))
    return tuple(bands)


def _areas(top: Table, scale: Scale, bands: list[str]) -> tuple[Area, ...]:
    tables = top.tables("areas")
    areas = tuple(_area(table, scale, bands) for table in tables)
    _refuse_twins(tables, (area.key for area in areas))
    questions = [question for table in tables for question in table.tables("questions")]
    _refuse_twins(questions, (question.key for area in areas for question in area.questions))
    return areas


def _area(table: Table, scale: Scale, bands: list[str]) -> Area:
    table.allow("key", "name", "summary", "weight", "actions", "questions")
    actions = table.table("actions")
    actions.allow(*bands)
    return Area(
        key=_key(table),
        name=table.text("name"),
        summary=table.text("summary", ""),
        questions=tuple(_question(question, scale) for question in table.tables("questions")),
        weight=_weight(table),
        actions={band: actions.texts(band) for band in bands if band in actions.data},
    )


def _question(table: Table, scale: Scale) -> Question:
    table.allow("key", "text", "levels", "reversed", "weight", "side")
    texts = table.texts("levels")
    values = range(scale.minimum, scale.maximum + 1)
    if len(texts) != len(values):
        raise table.error("levels", f"has {len(texts)} texts; write {len(values)}, from the lowest up.")
    if _key(table) in _RESERVED:
        raise table.error("key", "is the name of another column in files of answers; choose another.")
    return Question(
        key=_key(table),
        text=table.text("text"),
        levels=tuple(Level(value, text) for value, text in zip(values, texts, strict=True)),
        reversed=table.flag("reversed"),
        weight=_weight(table) or 1,
        side=table.choice("side", ("", "internal", "external"), ""),
    )


def _weight(table: Table) -> float | None:
    weight = table.number("weight")
    if weight is not None and weight <= 0:
        raise table.error("weight", "must be above 0; leave it out for the usual weight of 1.")
    return None if weight is None else float(weight)


def _refuse_twins(tables: Iterable[Table], keys: Iterable[str]) -> None:
    seen: Counter[str] = Counter()
    for table, key in zip(tables, keys, strict=True):
        seen[key] += 1
        if seen[key] > 1:
            raise table.error("key", f"{key!r} is used twice; give each its own key.")


def to_data(framework: Framework) -> dict[str, Any]:
    """The framework as plain data for JSON; decimals become texts, so that they stay exact."""
    data = asdict(framework)
    data["bound"] = None if framework.bound is None else str(framework.bound)
    for band in data["bands"]:
        band["lower"] = str(band["lower"])
    return data


def from_data(data: dict[str, Any]) -> Framework:
    """The framework that `to_data` wrote, also after a way through JSON."""
    return Framework(
        **data
        | {
            "scale": Scale(**data["scale"]),
            "bands": tuple(Band(**band | {"lower": Decimal(band["lower"])}) for band in data["bands"]),
            "bound": None if data["bound"] is None else Decimal(data["bound"]),
            "areas": tuple(_area_from_data(area) for area in data["areas"]),
        }
    )


def _area_from_data(data: dict[str, Any]) -> Area:
    questions = tuple(
        Question(**question | {"levels": tuple(Level(**level) for level in question["levels"])})
        for question in data["questions"]
    )
    actions = {band: tuple(texts) for band, texts in data["actions"].items()}
    return Area(**data | {"questions": questions, "actions": actions})
