"""What somebody looks for: words, phrases in quotation marks, and words with a minus that must not occur.

Words are compared without case and accents, and each from its beginning: 'wat part' finds 'Water Partnership'.
Plain Python; `plain` is told once more to the databases in `partnering.text_search`, and must mean the same there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

SHORTEST = 2
LONGEST = 200
MOST_TERMS = 8

ACCENTS = "\u0300-\u036f"
BETWEEN_WORDS = "\u0001-/:-@\\[-`{-\u00bf\u2000-\u206f\u3000-\u303f"
"""Character classes of regular expressions, written so that Python and PostgreSQL read them alike."""

_ACCENTS = re.compile(f"[{ACCENTS}]")
_BETWEEN = re.compile(f"[{BETWEEN_WORDS}]+")
_PARTS = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')


def plain(text: str) -> str:
    """A text as its words in small letters without accents, each with a space before and behind."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).lower()
    return f" {_BETWEEN.sub(' ', bare).strip()} "


@dataclass(frozen=True)
class Wanted:
    """What to look for: each of `terms` (one word, or several that follow each other), and none of `without`."""

    terms: tuple[tuple[str, ...], ...] = ()
    without: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def start(self) -> str:
        """The words as they were typed, from whose beginning a title is the best find."""
        return " ".join(word for term in self.terms for word in term)


def wanted(text: str) -> Wanted:
    """What a text typed into a search box asks for; nothing when its words together are shorter than two letters."""
    terms: list[tuple[str, ...]] = []
    without: list[tuple[str, ...]] = []
    for part in _PARTS.finditer(text[:LONGEST]):
        phrase = part["phrase"]
        # Of an e-mail address what stands before the @ tells people apart; the rest is their whole organisation's.
        words = plain(phrase if phrase is not None else re.sub(r"(?<=.)@.*", "", part["word"])).split()
        if not words:
            continue
        kept = without if part["minus"] else terms
        kept.extend([tuple(words)] if phrase is not None else [(word,) for word in words])
    if sum(len(word) for term in terms for word in term) < SHORTEST:
        return Wanted()
    return Wanted(tuple(dict.fromkeys(terms))[:MOST_TERMS], tuple(dict.fromkeys(without))[:MOST_TERMS])


def as_tsquery(sought: Wanted) -> str:
    """The same in PostgreSQL's language. Words hold letters and digits only, so nothing in them can be an operator."""

    def one(term: tuple[str, ...]) -> str:
        return f"({' <-> '.join((*term[:-1], f'{term[-1]}:*'))})"

    return " & ".join([one(term) for term in sought.terms] + [f"!{one(term)}" for term in sought.without])


def marked(text: str, sought: Wanted) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether it is the beginning of a word that was looked for."""
    pieces: list[tuple[str, bool]] = []
    for piece, is_found in _pieces(text, tuple(term[-1] for term in sought.terms) + _inner(sought)):
        if pieces and pieces[-1][1] == is_found:
            pieces[-1] = (pieces[-1][0] + piece, is_found)
        else:
            pieces.append((piece, is_found))
    return pieces


def _inner(sought: Wanted) -> tuple[str, ...]:
    return tuple(word for term in sought.terms for word in term[:-1])


def _pieces(text: str, beginnings: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    for part in filter(None, re.split(r"(\w+)", text)):
        word = plain(part).strip()
        longest = max((len(one) for one in beginnings if word.startswith(one)), default=0)
        if not longest or len(word) != len(part):
            # Where letters count differently without accents and ligatures, the whole word is marked.
            yield part, bool(longest)
        else:
            yield part[:longest], True
            if part[longest:]:
                yield part[longest:], False


def around(text: str, sought: Wanted, length: int = 140) -> str:
    """The part of a longer text, about `length` letters, in which the first word that was found stands."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    before = 0
    for piece, is_found in marked(line, sought):
        if is_found:
            break
        before += len(piece)
    else:
        before = 0
    start = max(0, min(before - length // 3, len(line) - length))
    cut = line[start : start + length]
    cut = cut if start == 0 else "…" + cut.partition(" ")[2]
    return cut if start + length >= len(line) else cut.rpartition(" ")[0] + "…"
