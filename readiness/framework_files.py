"""Reads frameworks of a readiness assessment from TOML files.

Organisations may bring their own file; the built-in ones lie in `frameworks/`, each with its words in other languages
beside it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import cast

from readiness.framework_data import (
    Aggregation,
    Area,
    Band,
    BandsOn,
    Framework,
    Level,
    Question,
    Scale,
    from_data,
    to_data,
)
from readiness.framework_words import language_of, words_beside, words_inside
from readiness.toml_tables import FrameworkError, Table, parse_toml

__all__ = [
    "BUILT_IN",
    "OF_ORGANISATIONS",
    "REVIEW",
    "Area",
    "Band",
    "Framework",
    "FrameworkError",
    "Level",
    "Question",
    "Scale",
    "built_in",
    "framework_of",
    "from_data",
    "parse_framework",
    "read_framework",
    "to_data",
]

_FOLDER = Path(__file__).parent / "frameworks"

BUILT_IN: dict[str, Path] = {
    slug: _FOLDER / f"{slug}.toml"
    for slug in ("fit-for-partnering", "six-attributes", "engagement-plan", "relationship-review")
}
"""The frameworks that come with the product: slug to file."""
REVIEW = "relationship-review"
"""The one with which the partners of a partnership ask together; an organisation alone can't answer it."""
OF_ORGANISATIONS = tuple(slug for slug in BUILT_IN if slug != REVIEW)
"""Those with which an organisation asks its own people."""

_KEY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_RESERVED = {"respondent", "unit", "level"}
_MOST_LEVELS = 11


@cache
def built_in(slug: str) -> Framework:
    """A framework that comes with the product; read once, since its files change only with a release."""
    return read_framework(BUILT_IN[slug])


def read_framework(path: Path | str) -> Framework:
    """The framework in a file, with what lies beside it in other languages (`mine.fr.toml` beside `mine.toml`).

    Raises FrameworkError where one of them can't be read or is wrong.
    """
    path = Path(path)
    framework = parse_framework(_text_of(path), str(path))
    translations = dict(framework.translations)
    for beside in sorted(path.parent.glob(f"{path.stem}.*.toml")):
        language = beside.name.removeprefix(f"{path.stem}.").removesuffix(".toml")
        top = parse_toml(_text_of(beside), str(beside))
        if language in framework.languages:
            raise top.error("language", f"is {language!r}, in which {path.name} has its words already.")
        translations[language] = words_beside(top, framework, language)
    return replace(framework, translations=translations)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FrameworkError(f"{path}: can't be read ({error.strerror}); check the path.") from error
    except UnicodeDecodeError as error:
        raise FrameworkError(f"{path}: isn't UTF-8 text; save it as UTF-8.") from error


def parse_framework(text: str, name: str) -> Framework:
    """The framework in the text of a TOML file; `name` is how errors call the file.

    Raises FrameworkError, whose message has the file, the line where possible, the key, and what to do.
    """
    return framework_of(parse_toml(text, name))


def framework_of(top: Table) -> Framework:
    """The framework in a table that is read already; raises FrameworkError for the first thing that is wrong."""
    top.allow(
        *("slug", "name", "version", "language", "introduction", "source", "licence", "aggregation"),
        *("bands_on", "bound", "scale", "bands", "overall_bands", "areas", "translations"),
    )
    if (version := top.whole("version")) < 1:
        raise top.error("version", "must be 1 or more.")
    aggregation = top.choice("aggregation", ("mean", "sum", "first_at_or_below"), "mean")
    bands_on = top.choice("bands_on", ("mean", "total"), "mean")
    if bands_on == "total" and aggregation != "sum":
        raise top.error("bands_on", "is 'total', which needs aggregation = \"sum\".")
    scale, level_texts = _scale(top.table("scale"))
    bands = _bands(top, scale, bands_on)
    framework = Framework(
        slug=_key(top, "slug"),
        name=top.text("name"),
        version=version,
        language=language_of(top),
        introduction=top.text("introduction", ""),
        source=top.text("source", ""),
        licence=top.text("licence", ""),
        scale=scale,
        bands=bands,
        bands_on=cast(BandsOn, bands_on),
        aggregation=cast(Aggregation, aggregation),
        bound=_bound(top, aggregation),
        areas=_areas(top, scale, [band.key for band in bands], level_texts),
        overall_bands=_overall_bands(top, aggregation),
    )
    return replace(framework, translations=words_inside(top, framework))


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


def _scale(table: Table) -> tuple[Scale, tuple[str, ...]]:
    """The scale, and the texts of its levels where all questions share them."""
    table.allow("minimum", "maximum", "levels")
    scale = Scale(table.whole("minimum"), table.whole("maximum"))
    if not 0 < scale.maximum - scale.minimum < _MOST_LEVELS:
        raise table.error("maximum", f"must be above minimum, with at most {_MOST_LEVELS} levels in all.")
    return scale, _levels(table, scale) if "levels" in table.data else ()


def _levels(table: Table, scale: Scale) -> tuple[str, ...]:
    texts = table.texts("levels")
    wanted = scale.maximum - scale.minimum + 1
    if len(texts) != wanted:
        raise table.error("levels", f"has {len(texts)} texts; write {wanted}, from the lowest up.")
    return texts


def _bands(top: Table, scale: Scale, bands_on: str) -> tuple[Band, ...]:
    tables = top.tables("bands")
    bands = _bands_in(tables)
    if bands_on == "mean" and bands[0].lower > scale.minimum:
        raise tables[0].error("from", f"leaves the lowest figures without a band; begin at {scale.minimum}.")
    return bands


def _overall_bands(top: Table, aggregation: str) -> tuple[Band, ...]:
    if "overall_bands" not in top.data:
        return ()
    if aggregation != "sum":
        raise top.error("overall_bands", 'are for a total over all areas, which needs aggregation = "sum".')
    return _bands_in(top.tables("overall_bands"))


def _bands_in(tables: tuple[Table, ...]) -> tuple[Band, ...]:
    bands: list[Band] = []
    for table in tables:
        table.allow("key", "name", "from")
        lower = table.number("from")
        if lower is None:
            raise table.error("from", "is missing; add the lowest figure that is in this band.")
        if bands and lower <= bands[-1].lower:
            raise table.error("from", "must be above the band before it; list bands from the lowest up.")
        bands.append(Band(_key(table), table.text("name"), lower))
    _refuse_twins(tables, (band.key for band in bands))
    return tuple(bands)


def _areas(top: Table, scale: Scale, bands: list[str], level_texts: tuple[str, ...]) -> tuple[Area, ...]:
    tables = top.tables("areas")
    areas = tuple(_area(table, scale, bands, level_texts) for table in tables)
    _refuse_twins(tables, (area.key for area in areas))
    questions = [question for table in tables for question in table.tables("questions")]
    _refuse_twins(questions, (question.key for area in areas for question in area.questions))
    return areas


def _area(table: Table, scale: Scale, bands: list[str], level_texts: tuple[str, ...]) -> Area:
    table.allow("key", "name", "summary", "weight", "actions", "questions")
    actions = table.table("actions")
    actions.allow(*bands)
    questions = tuple(_question(question, scale, level_texts) for question in table.tables("questions"))
    return Area(
        key=_key(table),
        name=table.text("name"),
        summary=table.text("summary", ""),
        questions=questions,
        weight=_weight(table),
        actions={band: actions.texts(band) for band in bands if band in actions.data},
    )


def _question(table: Table, scale: Scale, level_texts: tuple[str, ...]) -> Question:
    table.allow("key", "text", "levels", "reversed", "weight", "side")
    texts = level_texts if level_texts and "levels" not in table.data else _levels(table, scale)
    if _key(table) in _RESERVED:
        raise table.error("key", "is the name of another column in files of answers; choose another.")
    return Question(
        key=_key(table),
        text=table.text("text"),
        levels=tuple(Level(scale.minimum + place, text) for place, text in enumerate(texts)),
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
