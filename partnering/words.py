"""Words that are translated when they are shown, looked up once for each language.

Each label of a form, a tab or a choice asks the catalogues of all libraries, one after the other; a page has a hundred.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

LAZY: Any = type(gettext_lazy(""))
"""What `gettext_lazy` gives, and nothing else: its text depends on the language alone."""
MOST = 5_000

_known: dict[tuple[int, str | None], tuple[Any, str]] = {}


def said(words: Any, language: str | None) -> str:
    """The text of something that has one; `language` is the reader's, which is the one in use."""
    if type(words) is not LAZY:
        return str(words)
    key = (id(words), language)
    found = _known.get(key)
    if found is None or found[0] is not words:
        if len(_known) >= MOST:
            _known.clear()
        found = _known[key] = (
            words,
            str(words),
        )  # which is kept as well, so that nothing else gets its number
    return found[1]
