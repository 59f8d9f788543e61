"""Names and e-mail addresses as people paste them: split into entries, and held against those who are known.

Plain data in and out. What fits nobody or several is told, never guessed at and never dropped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MOST = 500
"""More entries than this are no list of who took part."""
_ADDRESS = re.compile(r"[^\s<>,;\"'()\[\]]+@[^\s<>,;\"'()\[\]]+")
_MARKS = " \t\"'<>()[]*•·–-:"


@dataclass(frozen=True)
class Known:
    """Somebody who may be meant."""

    key: int
    name: str
    email: str = ""
    where: str = ""


@dataclass(frozen=True)
class Entry:
    """One entry as it was typed; it has a name, an address, or both."""

    text: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Ambiguous:
    """An entry that fits several, with whom it may mean."""

    text: str
    choices: tuple[Known, ...]


@dataclass
class Resolved:
    """What became of a list: whom it names, each once, and which entries name several or nobody."""

    found: dict[int, Known] = field(default_factory=dict)
    ambiguous: list[Ambiguous] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def plain(text: str) -> str:
    """A name by which it is compared: without case, accents and doubled spaces."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def entries_of(text: str) -> list[Entry]:
    """The entries of a pasted list: one a line, or separated by commas, semicolons or tabs; each once.

    "Osei, Ama" is two entries, unless an address follows, as mail programs write it: "Osei, Ama <ama@example.org>".
    """
    found: dict[tuple[str, str], Entry] = {}
    for line in re.split(r"[\n\r;\t]+", text):
        for entry in _of_line(line):
            found.setdefault((plain(entry.name), entry.email), entry)
    return list(found.values())


def _of_line(line: str) -> Iterable[Entry]:
    addresses = _ADDRESS.findall(line)
    parts = [part for part in line.split(",") if part.strip(_MARKS)]
    turned = len(parts) == 2 and len(addresses) == 1 and "<" in parts[1] and parts[1].strip()[0] != "<"
    if turned and "@" not in parts[0]:
        last, first = parts[0].strip(_MARKS), _ADDRESS.sub("", parts[1]).strip(_MARKS)
        if " " not in last:
            yield Entry(line.strip(), f"{first} {last}".strip(), addresses[0].lower())
            return
    for part in parts:
        mail = _ADDRESS.search(part)
        name = _ADDRESS.sub("", part).strip(_MARKS)
        yield Entry(part.strip(), name, mail.group().strip(".").lower() if mail else "")


def resolve(
    entries: Sequence[Entry], known: Iterable[Known], meant: Mapping[str, int] | None = None
) -> Resolved:
    """Whom the entries name among those who are known. `meant` says for an entry's text whom its writer chose.

    An address decides alone, since two people may have one name. A name fits who has it in full; if nobody has, who
    has all of its words. Who is not among the known can't be told from who does not exist.
    """
    by_key, by_email, by_name = _sorted_out(known)
    resolved = Resolved()
    for entry in entries:
        chosen = by_key.get((meant or {}).get(entry.text, 0))
        fitting = [chosen] if chosen else _fitting(entry, by_email, by_name)
        if len(fitting) == 1:
            resolved.found.setdefault(fitting[0].key, fitting[0])
        elif fitting:
            choices = tuple(sorted(fitting, key=lambda one: (one.name, one.key)))
            resolved.ambiguous.append(Ambiguous(entry.text, choices))
        else:
            resolved.unknown.append(entry.text)
    return resolved


Names = dict[str, list[Known]]


def _sorted_out(known: Iterable[Known]) -> tuple[dict[int, Known], dict[str, Known], Names]:
    by_key: dict[int, Known] = {}
    by_email: dict[str, Known] = {}
    by_name: Names = defaultdict(list)
    for one in known:
        by_key[one.key] = one
        if one.email:
            by_email[one.email.lower()] = one
        by_name[plain(one.name)].append(one)
    return by_key, by_email, by_name


def _fitting(entry: Entry, by_email: Mapping[str, Known], by_name: Names) -> list[Known]:
    if entry.email:
        found = by_email.get(entry.email)
        return [found] if found else []
    name = plain(entry.name)
    if name in by_name:
        return by_name[name]
    words = set(name.split())
    if not words:
        return []
    return [one for full, ones in by_name.items() if words <= set(full.split()) for one in ones]
