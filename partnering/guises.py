"""As which other role somebody looks at the product just now. The rules of `access` ask here first.

It lasts for one request and one account: jobs, mails and what others may see know nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Guise:
    """Whose account, and the role; None is a colleague without a role."""

    account: int
    role: str | None


_guise: ContextVar[Guise | None] = ContextVar("guise", default=None)


@contextmanager
def wearing(guise: Guise | None) -> Iterator[None]:
    """While it lasts, the account is taken for a colleague of that role; with None for itself."""
    token = _guise.set(guise)
    try:
        yield
    finally:
        _guise.reset(token)


def guise_of(user: Any) -> Guise | None:
    """As what this user looks at the product just now; None for as themselves."""
    guise = _guise.get()
    return guise if guise is not None and guise.account == getattr(user, "pk", None) else None
