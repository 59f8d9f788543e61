"""Finds whom a text mentions: `@` and a name, as it is written in the register. Plain data in and out."""

from __future__ import annotations

from collections.abc import Mapping


def mentioned_in(text: str, names: Mapping[int, str]) -> list[int]:
    """The keys of those whose name stands after an `@`, in order of the text; the longest name that fits counts.

    Of two people with one name both are meant.
    """
    folded = {key: name.casefold() for key, name in names.items() if name.strip()}
    low, found = text.casefold(), []
    for place in (place for place, sign in enumerate(low) if sign == "@"):
        fits = [name for name in set(folded.values()) if _stands_at(low, place + 1, name)]
        longest = max(fits, key=len, default="")
        found += [key for key, name in folded.items() if longest and name == longest and key not in found]
    return found


def _stands_at(text: str, place: int, name: str) -> bool:
    """Whether a name stands at a place of a text and ends there, rather than being the beginning of a longer one."""
    end = place + len(name)
    return text.startswith(name, place) and not text[end : end + 1].isalnum()
