"""Dates, lateness and the rules by which an agreement goes from draft to force. Plain Python, no tables.

Days are calendar days in the site's time zone; a due day itself is still in time. `None` for a day means that none
was agreed, so nothing can be late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOVES = {
    "draft": ("for signature",),
    "for signature": ("draft", "in force"),
    "in force": ("ended",),
    "ended": (),
}
"""Which states an agreement may go to from each of its states."""


class Standing(StrEnum):
    """How a commitment stands on a day."""

    KEPT_IN_TIME = "kept in time"
    KEPT_LATE = "kept late"
    NOT_KEPT = "not kept"
    WITHDRAWN = "withdrawn"
    LATE = "late"
    DUE_SOON = "due soon"
    AHEAD = "ahead"
    UNDATED = "undated"


class Gap(StrEnum):
    """What an agreement still lacks."""

    PURPOSE = "purpose"
    SCOPE = "scope"
    REVIEW_DAY = "review day"
    ENDS_BEFORE_IT_STARTS = "ends before it starts"
    REVIEW_AFTER_END = "review after end"
    PARTIES = "parties"
    DUE_BEFORE = "due before it begins"
    SIGNATORY = "signatory"
    ACCOUNT = "account"
    PRINCIPLES = "principles"
    GOVERNANCE = "governance"
    INTERESTS = "interests"
    COMMITMENT = "commitment"
    DUE_DAY = "due day"


ADVICE = frozenset({Gap.PRINCIPLES, Gap.GOVERNANCE, Gap.INTERESTS, Gap.COMMITMENT, Gap.DUE_DAY})
"""The gaps that are worth a word but don't stand in the way of signing."""


@dataclass(frozen=True)
class Missing:
    """One gap, and whose it is when it belongs to one party or person."""

    gap: Gap
    whose: str = ""

    @property
    def is_advice(self) -> bool:
        """Whether the agreement may be put out for signature all the same."""
        return self.gap in ADVICE


@dataclass(frozen=True)
class PartyTerms:
    """What a draft says of one party: its signatories (those without an account apart) and its commitments.

    `first_due` is the first day on which one of these is due.
    """

    name: str
    interests: str = ""
    signatories: int = 0
    without_account: tuple[str, ...] = ()
    commitments: int = 0
    undated: int = 0
    first_due: date | None = None


@dataclass(frozen=True)
class DraftTerms:
    """A draft as the check before signature reads it."""

    purpose: str
    scope: str
    principles: str
    governance: str
    review_on: date | None
    ends_on: date | None
    parties: tuple[PartyTerms, ...]


def may_move(state: str, to: str) -> bool:
    """Whether an agreement in `state` may go to `to`."""
    return to in MOVES[state]


def missing_before_signature(draft: DraftTerms, *, on: date) -> list[Missing]:
    """What a draft lacks on the day on which it would be put out for signature; advice comes last."""
    return [
        *_text_gaps(draft),
        *_day_gaps(draft, on),
        *([Missing(Gap.PARTIES)] if len(draft.parties) < 2 else []),
        *(gap for party in draft.parties for gap in _gaps_of_party(party, on)),
        *_advice(draft),
    ]


def _text_gaps(draft: DraftTerms) -> Iterable[Missing]:
    texts = ((draft.purpose, Gap.PURPOSE), (draft.scope, Gap.SCOPE))
    return (Missing(gap) for text, gap in texts if not text.strip())


def _day_gaps(draft: DraftTerms, on: date) -> Iterable[Missing]:
    if draft.review_on is None:
        yield Missing(Gap.REVIEW_DAY)
    if draft.ends_on and draft.ends_on <= on:
        yield Missing(Gap.ENDS_BEFORE_IT_STARTS)
    if draft.ends_on and draft.review_on and draft.review_on > draft.ends_on:
        yield Missing(Gap.REVIEW_AFTER_END)


def _gaps_of_party(party: PartyTerms, on: date) -> Iterable[Missing]:
    if party.first_due and party.first_due < on:
        yield Missing(Gap.DUE_BEFORE, party.name)
    if not party.signatories:
        yield Missing(Gap.SIGNATORY, party.name)
    for name in party.without_account:
        yield Missing(Gap.ACCOUNT, name)


def _advice(draft: DraftTerms) -> Iterable[Missing]:
    texts = ((draft.principles, Gap.PRINCIPLES), (draft.governance, Gap.GOVERNANCE))
    yield from (Missing(gap) for text, gap in texts if not text.strip())
    for party in draft.parties:
        if not party.interests.strip():
            yield Missing(Gap.INTERESTS, party.name)
        if not party.commitments:
            yield Missing(Gap.COMMITMENT, party.name)
        if party.undated:
            yield Missing(Gap.DUE_DAY, party.name)


def has_everybody_signed(signed: Iterable[date | None]) -> bool:
    """Whether there are signatories and each has a day on which they signed."""
    days = list(signed)
    return bool(days) and None not in days


def days_late(due_on: date | None, *, on: date, finished_on: date | None = None) -> int:
    """By how many days something due was, or by `on` is, late; 0 when in time or never dated."""
    if due_on is None:
        return 0
    return max(0, ((finished_on if finished_on and finished_on <= on else on) - due_on).days)


def standing(
    state: str, *, on: date, due_on: date | None, kept_on: date | None = None, soon: int = 30
) -> Standing:
    """How a commitment stands on a day; one that was kept only later still counts as open on that day.

    `soon` is the number of days before the due day from which it is called due soon.
    """
    if kept_on and kept_on <= on:
        return Standing.KEPT_LATE if days_late(due_on, on=on, finished_on=kept_on) else Standing.KEPT_IN_TIME
    if state in ("not kept", "withdrawn"):
        return Standing(state)
    if due_on is None:
        return Standing.UNDATED
    if due_on < on:
        return Standing.LATE
    return Standing.DUE_SOON if (due_on - on).days <= soon else Standing.AHEAD
