"""A framework's words in another language, checked against the framework: nothing may be lacking, or be too much.

They stand in a file of their own beside the framework's (`slug.fr.toml`), or in it under `[translations.fr]`. Either
holds the same keys, so that a translator only ever changes what stands in quotes.
"""

from __future__ import annotations

import re

from readiness.framework_data import Area, AreaWords, Framework, Question, QuestionWords, Words
from readiness.toml_tables import Table

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")


def language_of(top: Table) -> str:
    """The language that a file says it is in, as a small code such as `fr` or `pt-br`; English unless told."""
    language = top.text("language", "en")
    if not _LANGUAGE.fullmatch(language):
        raise top.error("language", f"is {language!r}; use a code in small letters such as 'fr' or 'pt-br'.")
    return language


def words_beside(top: Table, framework: Framework, language: str) -> Words:
    """The words of a file of its own, which names its language as its file's name does."""
    if language_of(top) != language:
        raise top.error("language", f"must be {language!r}, as the file's name says.")
    return read_words(top, framework, "language")


def words_inside(top: Table, framework: Framework) -> dict[str, Words]:
    """The words of each language that stands in the framework's own file."""
    translations = top.table("translations")
    for language in translations.data:
        if not _LANGUAGE.fullmatch(language) or language == framework.language:
            raise translations.error(
                language, f"isn't another language than {framework.language!r}; name one such as 'fr'."
            )
    return {language: read_words(translations.table(language), framework) for language in translations.data}


def read_words(top: Table, framework: Framework, *also: str) -> Words:
    """All words of one language; FrameworkError names the first that is lacking, or that nothing belongs to."""
    parts = ("bands", "overall_bands", "areas", "questions")
    top.allow("name", "introduction", "source", "licence", *parts, *also)
    bands, overall, areas, questions = (top.table(part) for part in parts)
    bands.allow(*(band.key for band in framework.bands))
    overall.allow(*(band.key for band in framework.overall_bands))
    areas.allow(*(area.key for area in framework.areas))
    questions.allow(*(question.key for question in framework.questions))
    return Words(
        name=top.text("name"),
        introduction=_as_filled(top, "introduction", framework.introduction),
        source=_as_filled(top, "source", framework.source),
        licence=_as_filled(top, "licence", framework.licence),
        bands={band.key: bands.text(band.key) for band in framework.bands},
        overall_bands={band.key: overall.text(band.key) for band in framework.overall_bands},
        areas={area.key: _area_words(areas.table(area.key), area) for area in framework.areas},
        questions={
            question.key: _question_words(questions.table(question.key), question)
            for question in framework.questions
        },
    )


def _as_filled(table: Table, key: str, original: str) -> str:
    """A text that is there exactly where the original has one."""
    if original:
        return table.text(key)
    if table.text(key, ""):
        raise table.error(key, "is empty in the framework itself; fill it in there, or remove it here.")
    return ""


def _area_words(table: Table, area: Area) -> AreaWords:
    table.allow("name", "summary", "actions")
    actions = table.table("actions")
    actions.allow(*area.actions)
    for band, originals in area.actions.items():
        if len(texts := actions.texts(band)) != len(originals):
            raise actions.error(band, f"has {len(texts)} actions; the framework has {len(originals)}.")
    return AreaWords(
        name=table.text("name"),
        summary=_as_filled(table, "summary", area.summary),
        actions={band: actions.texts(band) for band in area.actions},
    )


def _question_words(table: Table, question: Question) -> QuestionWords:
    table.allow("text", "levels")
    levels = table.texts("levels")
    if len(levels) != len(question.levels):
        raise table.error(
            "levels", f"has {len(levels)} texts; write {len(question.levels)}, from the lowest up."
        )
    return QuestionWords(table.text("text"), levels)
