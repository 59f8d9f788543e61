"""Finds what is likely in a register twice. Plain data in; pairs with a score and reasons out.

Not every pair is looked at: things are put into blocks that twins share (parts of their names, a web address), and
within a block each is compared with its nearest neighbours only, so that the work grows with the number of things.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import TypeVar

from rapidfuzz import fuzz

LIKELY = 80
"""The lowest score, of 100, of a pair that is worth a look."""
NEIGHBOURS = 10
"""With how many neighbours in a block each thing is compared."""
LEGAL_FORMS = frozenset(
    [
        "ab",
        "ag",
        "as",
        "asa",
        "bv",
        "bvba",
        "co",
        "company",
        "corp",
        "corporation",
        "cv",
        "eg",
        "ev",
        "gmbh",
        "group",
        "holding",
        "holdings",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "llp",
        "ltd",
        "nv",
        "oy",
        "oyj",
        "plc",
        "pte",
        "pty",
        "sa",
        "sarl",
        "sas",
        "sl",
        "spa",
        "srl",
        "the",
    ]
)
PUBLIC_HOSTS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "hotmail.com",
        "yahoo.com",
        "icloud.com",
        "gmx.de",
        "gmx.net",
        "web.de",
        "proton.me",
        "live.com",
    ]
)


class Reason(Enum):
    """Why two things are likely one."""

    SAME_NAME = "same name"
    SIMILAR_NAME = "similar name"
    SWAPPED = "swapped names"
    INITIALS = "initials"
    SAME_SITE = "same web address"
    SAME_DOMAIN = "same e-mail domain"
    SIMILAR_EMAIL = "similar e-mail"
    SAME_PHONE = "same phone"


@dataclass(frozen=True)
class Organisation:
    """An organisation as it is compared; `domains` are those of its people's e-mail addresses."""

    key: int
    name: str
    website: str = ""
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Person:
    """A person as they are compared, with others of their organisation only."""

    key: int
    organisation: int
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Pair:
    """Two things, the lower key first, that are likely one."""

    first: int
    second: int
    score: int
    reasons: tuple[Reason, ...]


T = TypeVar("T", Organisation, Person)


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name without accents, case and punctuation."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return tuple(re.findall(r"\w+", plain.replace("'", "").replace("’", "")))


def bare(name: str) -> tuple[str, ...]:
    """The words of an organisation's name that tell it from others, in the order of the alphabet."""
    words = words_of(name)
    return tuple(sorted(word for word in words if word not in LEGAL_FORMS and word != "and") or words)


def host_of(website: str) -> str:
    """The host of a web address without `www.`; empty when there is none."""
    found = re.match(r"(?:\w+://)?(?:www\.)?([^/:?#]+)", website.strip().lower())
    return found[1] if found else ""


def likely_organisations(
    organisations: Iterable[Organisation], *, apart: frozenset[tuple[int, int]]
) -> list[Pair]:
    """Pairs of organisations that are likely one, the likeliest first; `apart` holds those known to be two."""
    return _likely(organisations, _blocks_of_organisation, _compare_organisations, apart)


def likely_people(people: Iterable[Person], *, apart: frozenset[tuple[int, int]]) -> list[Pair]:
    """Pairs of people of one organisation that are likely one, the likeliest first."""
    return _likely(people, _blocks_of_person, _compare_people, apart)


def _likely(
    things: Iterable[T],
    blocks_of: Callable[[T], Iterable[Hashable]],
    compare: Callable[[T, T], tuple[float, tuple[Reason, ...]]],
    apart: frozenset[tuple[int, int]],
) -> list[Pair]:
    blocks: Mapping[Hashable, list[T]] = _blocked(things, blocks_of)
    seen: set[tuple[int, int]] = set(apart)
    found = []
    for first, second in _neighbours(blocks):
        low, high = sorted((first, second), key=lambda one: one.key)
        if low.key == high.key or (low.key, high.key) in seen:
            continue
        seen.add((low.key, high.key))
        score, reasons = compare(low, high)
        if score >= LIKELY:
            found.append(Pair(low.key, high.key, round(score), reasons))
    return sorted(found, key=lambda pair: (-pair.score, pair.first, pair.second))


def _blocked(things: Iterable[T], blocks_of: Callable[[T], Iterable[Hashable]]) -> dict[Hashable, list[T]]:
    blocks = defaultdict(list)
    for thing in things:
        for block in set(blocks_of(thing)):
            blocks[block].append(thing)
    return blocks


def _neighbours(blocks: Mapping[Hashable, list[T]]) -> Iterator[tuple[T, T]]:
    """In each block, each thing with those that follow it closely in the order of names."""
    for block in blocks.values():
        if len(block) > 1:
            ordered = sorted(block, key=lambda one: (sorted(words_of(one.name)), one.key))
            for place, one in enumerate(ordered):
                for other in ordered[place + 1 : place + 1 + NEIGHBOURS]:
                    yield one, other


def _blocks_of_organisation(one: Organisation) -> Iterator[Hashable]:
    for word in bare(one.name):
        yield "word", word[:5]
    if host_of(one.website):
        yield "host", host_of(one.website)
    for domain in one.domains - PUBLIC_HOSTS:
        yield "domain", domain


def _compare_organisations(one: Organisation, other: Organisation) -> tuple[float, tuple[Reason, ...]]:
    mine, theirs = " ".join(bare(one.name)), " ".join(bare(other.name))
    score, reasons = fuzz.ratio(mine, theirs), []
    if mine == theirs:
        reasons.append(Reason.SAME_NAME)
    elif score >= 70:
        reasons.append(Reason.SIMILAR_NAME)
    if host_of(one.website) and host_of(one.website) == host_of(other.website):
        score += 25
        reasons.append(Reason.SAME_SITE)
    if (one.domains & other.domains) - PUBLIC_HOSTS:
        score += 25
        reasons.append(Reason.SAME_DOMAIN)
    return min(score, 100), tuple(reasons)


def _blocks_of_person(one: Person) -> Iterator[Hashable]:
    """Beginnings of the first and last name in either order, one with an initial, and the e-mail's local part."""
    words = words_of(one.name)
    if words:
        ends = sorted((words[0], words[-1]))
        yield one.organisation, "ends", tuple(word[:2] for word in ends)
        yield one.organisation, "last", words[-1][:6], words[0][0]
        yield one.organisation, "first", words[0][:6], words[-1][0]
    if one.email:
        yield one.organisation, "email", tuple(sorted(words_of(one.email.split("@")[0].replace("_", " "))))
    if digits(one.phone):
        yield one.organisation, "phone", digits(one.phone)


def digits(phone: str) -> str:
    """The last nine digits of a telephone number, which are the same with and without a country's code."""
    return re.sub(r"\D", "", phone)[-9:]


def _compare_people(one: Person, other: Person) -> tuple[float, tuple[Reason, ...]]:
    mine, theirs = words_of(one.name), words_of(other.name)
    score, reasons = _compare_names(mine, theirs)
    local = [re.sub(r"[\W_\d]+", "", person.email.split("@")[0].lower()) for person in (one, other)]
    if all(len(part) > 3 for part in local) and fuzz.ratio(*local) >= 85:
        score += 12
        reasons = (*reasons, Reason.SIMILAR_EMAIL)
    if len(digits(one.phone)) > 5 and digits(one.phone) == digits(other.phone):
        score += 12
        reasons = (*reasons, Reason.SAME_PHONE)
    return min(score, 100), reasons


def _compare_names(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, tuple[Reason, ...]]:
    """How alike two names of people are. Different first names in one family are far apart, however long the last."""
    if mine == theirs:
        return 95, (Reason.SAME_NAME,)
    if not mine or not theirs:
        return 0, ()
    if sorted(mine) == sorted(theirs):
        return 92, (Reason.SWAPPED,)
    last = fuzz.ratio(mine[-1], theirs[-1])
    short, long = sorted((mine[0], theirs[0]), key=len)
    if len(short) == 1 and long.startswith(short) and last >= 85:
        return 74 + (last - 85) * 0.4, (Reason.INITIALS,)
    first = fuzz.ratio(mine[0], theirs[0])
    if (mine[0], mine[-1]) == (theirs[0], theirs[-1]):
        return 88, (Reason.SIMILAR_NAME,)
    score = 0.4 * first + 0.4 * last + 0.2 * min(first, last)
    return score, ((Reason.SIMILAR_NAME,) if score >= 70 else ())
