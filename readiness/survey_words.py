"""What the words of other survey tools mean: which level of a scale, *don't know*, or *not applicable*.

Guesses only, for a person to look at. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from readiness.framework_data import Framework, Question, Scale

NO_ANSWER = "none"
"""A word that stands for no answer at all."""

FIVE = (
    # English, French, Spanish; each from the lowest to the highest.
    "strongly disagree|disagree|neither agree nor disagree|agree|strongly agree",
    "completely disagree|somewhat disagree|neutral|somewhat agree|completely agree",
    "very poor|poor|fair|good|very good",
    "very dissatisfied|dissatisfied|neither satisfied nor dissatisfied|satisfied|very satisfied",
    "never|rarely|sometimes|often|always",
    "not at all|a little|to some extent|mostly|completely",
    "pas du tout d accord|pas d accord|ni d accord ni pas d accord|d accord|tout a fait d accord",
    "jamais|rarement|parfois|souvent|toujours",
    "tres mauvais|mauvais|moyen|bon|tres bon",
    "totalmente en desacuerdo|en desacuerdo|ni de acuerdo ni en desacuerdo|de acuerdo|totalmente de acuerdo",
    "nunca|rara vez|a veces|a menudo|siempre",
    "muy malo|malo|regular|bueno|muy bueno",
)
FOUR = (
    "strongly disagree|disagree|agree|strongly agree",
    "pas du tout d accord|pas d accord|d accord|tout a fait d accord",
    "totalmente en desacuerdo|en desacuerdo|de acuerdo|totalmente de acuerdo",
)
TWO = ("no|yes", "non|oui", "no|si")
LADDERS = {5: FIVE, 4: FOUR, 2: TWO}
UNKNOWN = frozenset(
    [
        "don t know",
        "dont know",
        "do not know",
        "i don t know",
        "unsure",
        "not sure",
        "no opinion",
        "can t say",
        "dk",
        "je ne sais pas",
        "ne sait pas",
        "sans opinion",
        "nsp",
        "no se",
        "no lo se",
        "no sabe",
        "ns",
        "sin opinion",
    ]
)
NOT_APPLICABLE = frozenset(
    [
        "not applicable",
        "does not apply",
        "does not apply to me",
        "n a",
        "na",
        "non applicable",
        "ne s applique pas",
        "sans objet",
        "no aplica",
        "no procede",
        "no corresponde",
    ]
)
SKIPPED = frozenset(
    ["no answer", "prefer not to say", "skipped", "sans reponse", "sin respuesta", "prefiero no decirlo"]
)
BEGINS = re.compile(r"(\d{1,2})\s*(?:[-–—:.)=]|$)")


def plain(text: str) -> str:
    """A text without case, accents and punctuation, under which words are recognised."""
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    unaccented = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w]+|_", " ", unaccented).split())


def meaning_of(word: str, scale: Scale) -> str | None:
    """A level as text, `dk`, `na` or NO_ANSWER; None where nobody but a person can say."""
    said = plain(word)
    for words, meaning in ((UNKNOWN, "dk"), (NOT_APPLICABLE, "na"), (SKIPPED, NO_ANSWER)):
        if said in words:
            return meaning
    number = BEGINS.match(word.strip())
    if number:
        return number[1] if scale.minimum <= int(number[1]) <= scale.maximum else None
    size = scale.maximum - scale.minimum + 1
    for ladder in LADDERS.get(size, ()):
        steps = ladder.split("|")
        if said in steps:
            return str(scale.minimum + steps.index(said))
    return None


def level_in_words(word: str, framework: Framework, question: str) -> str | None:
    """The level that a question itself describes with these words, in any language of the framework; None if none."""
    said = plain(word)
    for read in (framework, *(framework.in_language(code) for code in framework.translations)):
        asked: Question = next(one for one in read.questions if one.key == question)
        for level in asked.levels:
            if plain(level.text) == said:
                return str(level.value)
    return None


def same_name(word: str, names: Iterable[tuple[str, str]]) -> str | None:
    """The key of the name (key, name) that a word is, whatever its case, accents and punctuation."""
    said = plain(word)
    return next((key for key, name in names if plain(name) == said), None)
