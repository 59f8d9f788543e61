"""Drafts of frameworks: what a framework's TOML file holds, as plain data for JSON."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from readiness.framework_data import Area, Band, Framework, Question, Words
from readiness.framework_files import framework_of
from readiness.toml_tables import FrameworkError, Table

Draft = dict[str, Any]

SCALES = {"1-5": (1, 5), "0-4": (0, 4), "1-4": (1, 4), "0-1": (0, 1)}
"""The scales that a new framework may have; others come with a file."""


def blank(name: str, scale: tuple[int, int], bands: Sequence[tuple[str, str, float]], language: str) -> Draft:
    """A framework without areas; `bands` are key, name and lower bound."""
    return {
        "slug": slug_of(name),
        "name": name,
        "version": 1,
        "language": language,
        "introduction": "",
        "source": "",
        "licence": "",
        "aggregation": "mean",
        "bands_on": "mean",
        "scale": {"minimum": scale[0], "maximum": scale[1]},
        "bands": [{"key": key, "name": label, "from": number(lower)} for key, label, lower in bands],
        "areas": [],
    }


def slug_of(name: str) -> str:
    """A key from a name: small letters, digits and hyphens, at most 50."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].strip("-") or "framework"


def draft_of(framework: Framework) -> Draft:
    """The draft that is the same as a framework."""
    draft = {
        **{key: getattr(framework, key) for key in ("slug", "name", "version", "language")},
        **{key: getattr(framework, key) for key in ("introduction", "source", "licence")},
        **{key: getattr(framework, key) for key in ("aggregation", "bands_on")},
        "scale": {"minimum": framework.scale.minimum, "maximum": framework.scale.maximum},
        "bands": [_band(band) for band in framework.bands],
        "areas": [_area(area) for area in framework.areas],
    }
    if framework.bound is not None:
        draft["bound"] = number(framework.bound)
    if framework.overall_bands:
        draft["overall_bands"] = [_band(band) for band in framework.overall_bands]
    if framework.translations:
        draft["translations"] = {code: _words(words) for code, words in framework.translations.items()}
    return draft


def number(value: Decimal | float) -> int | float:
    """A number as JSON has it; whole ones without a point."""
    return int(value) if value == int(value) else float(value)


def _band(band: Band) -> Draft:
    return {"key": band.key, "name": band.name, "from": number(band.lower)}


def _area(area: Area) -> Draft:
    return {
        "key": area.key,
        "name": area.name,
        "summary": area.summary,
        **({} if area.weight is None else {"weight": number(area.weight)}),
        "actions": {band: list(texts) for band, texts in area.actions.items()},
        "questions": [_question(question) for question in area.questions],
    }


def _question(question: Question) -> Draft:
    return {
        "key": question.key,
        "text": question.text,
        **({"side": question.side} if question.side else {}),
        **({"reversed": True} if question.reversed else {}),
        **({} if question.weight == 1 else {"weight": number(question.weight)}),
        "levels": [level.text for level in question.levels],
    }


def _words(words: Words) -> Draft:
    return {
        "name": words.name,
        **{key: getattr(words, key) for key in ("introduction", "source", "licence") if getattr(words, key)},
        "bands": dict(words.bands),
        **({"overall_bands": dict(words.overall_bands)} if words.overall_bands else {}),
        "areas": {
            key: {
                "name": area.name,
                **({"summary": area.summary} if area.summary else {}),
                "actions": {band: list(texts) for band, texts in area.actions.items()},
            }
            for key, area in words.areas.items()
        },
        "questions": {
            key: {"text": question.text, "levels": list(question.levels)}
            for key, question in words.questions.items()
        },
    }


def framework_in(draft: Draft) -> Framework:
    """The framework that a draft makes; raises FrameworkError for what is still wrong."""
    return framework_of(Table(_exact(draft), "", {}))


def _exact(value: Any) -> Any:
    """The same data with decimals as they were written, as a file would have them."""
    if isinstance(value, dict):
        return {key: _exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_exact(one) for one in value]
    return Decimal(str(value)) if isinstance(value, float) else value


def fault_of(draft: Draft) -> str:
    """The first thing for which a draft can't be published, with its key; '' when it can."""
    try:
        framework_in(draft)
    except FrameworkError as error:
        return str(error).removeprefix(": ")
    return ""
