"""The X-ray of a partnership: what is missing or overdue, how grave it is, whose it is, and where to mend it.

Apps gather plain facts and look at them with named checks; here is how what they find is put together. Plain Python,
no tables: a waiver takes a finding out of sight until its day, and then the finding is back by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How grave a finding is; a higher number is graver."""

    HINT = 1
    WARN = 2
    STOP = 3


ANYBODY, LEAD, MANAGER = "anybody", "lead", "manager"
"""Who can follow a link: everybody who sees it, the lead of the organisation that has to act, or a manager only."""


@dataclass(frozen=True)
class Hit:
    """One thing that a check found: a sentence, where to mend it, and whose it is.

    `about` is the organisation that has to act, None for all together; `subject` tells hits of one check apart, so
    that a waiver of one hides no other.
    """

    sentence: str
    link: str
    mend: str
    about: int | None = None
    concerns: str = ""
    subject: str = ""
    mender: str = LEAD


@dataclass(frozen=True)
class Check:
    """A named look at an app's facts. An `internal` one looks at the reader's own organisation only."""

    key: str
    severity: Severity
    title: Any
    find: Callable[[Any], Iterable[Hit]]
    internal: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a guided journey through a kind of phase: what to do, why, where, and whether it is done.

    `done` gets the app's facts; `link` and `label` lead to what creates the thing that the step speaks of. An
    `internal` step is each organisation's own; `shown` may leave a step out where it makes no sense.
    """

    key: str
    kind: str
    title: Any
    text: Any
    done: Callable[[Any], bool]
    link: Callable[[Any], str]
    label: Any
    internal: bool = False
    mender: str = LEAD
    order: int = 100


@dataclass(frozen=True)
class Inspection:
    """What one app looks at: facts by partnership from a constant number of queries, its checks and its steps."""

    app: str
    gather: Callable[[Scope], dict[int, Any]]
    checks: tuple[Check, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True)
class Scope:
    """Which partnerships are looked at, on which day, and whose internal matters the reader may know, if any."""

    partnerships: Sequence[Any]
    on: date
    own: int | None = None


@dataclass(frozen=True)
class Finding:
    """A hit with its check; `organisation` is whose internal matter it is, None for what all members see."""

    check: Check
    hit: Hit
    organisation: int | None

    @property
    def key(self) -> tuple[str, str, int | None]:
        """What a waiver of it names."""
        return self.check.key, self.hit.subject, self.organisation

    @property
    def name(self) -> str:
        """By which name its address speaks of it."""
        return f"{self.check.key}~{self.hit.subject}"

    @property
    def tone(self) -> str:
        """The word by which the page paints it."""
        return {Severity.STOP: "bad", Severity.WARN: "warn", Severity.HINT: ""}[self.check.severity]


@dataclass(frozen=True)
class Hands:
    """What a reader may do in a partnership, and for which organisation; managers may do what is joint."""

    manages: bool = False
    leads: bool = False
    own: int | None = None

    def reach(self, mender: str, *, about: int | None, internal: bool) -> bool:
        """Whether they can do what is offered to `mender`."""
        if mender == ANYBODY:
            return True
        if internal:
            return self.leads
        return self.manages or (mender == LEAD and self.leads and about is not None and about == self.own)

    def mend(self, finding: Finding) -> bool:
        """Whether they can follow the way that a finding offers."""
        internal = finding.organisation is not None
        return self.reach(finding.hit.mender, about=finding.hit.about, internal=internal)

    def waive(self, finding: Finding) -> bool:
        """Whether it is theirs to leave a finding for now: joint ones as manager, internal ones as lead."""
        return self.leads if finding.organisation is not None else self.manages


@dataclass(frozen=True)
class Waived:
    """Why a finding is out of sight, and until when; that day it is back."""

    key: tuple[str, str, int | None]
    until: date
    reason: str = ""
    by: str = ""
    pk: int | None = None


@dataclass(frozen=True)
class XRay:
    """All that was found of a partnership, the gravest first, and what is out of sight for a time."""

    open: tuple[Finding, ...] = ()
    waived: tuple[tuple[Finding, Waived], ...] = ()
    made: tuple[tuple[Check, int], ...] = ()
    """Each check that was made, with how many things it found."""
    facts: dict[str, Any] = field(default_factory=dict, compare=False)
    own: int | None = None
    """Whose internal matters were looked at as well."""

    @property
    def passed(self) -> tuple[Check, ...]:
        """The checks that found nothing."""
        return tuple(check for check, hits in self.made if not hits)

    @property
    def pressing(self) -> int:
        """How many findings are more than a hint."""
        return sum(one.check.severity > Severity.HINT for one in self.open)

    def of(self, organisation: int) -> tuple[Finding, ...]:
        """The open findings that one organisation has to act on."""
        return tuple(one for one in self.open if organisation in (one.hit.about, one.organisation))


def look(
    inspections: Iterable[Inspection],
    facts: dict[str, Any],
    *,
    own: int | None,
    waivers: Iterable[Waived],
    on: date,
) -> XRay:
    """Look at one partnership's facts, by app, with all checks that its reader may know of."""
    out_of_sight = {one.key: one for one in waivers if one.until > on}
    found: list[Finding] = []
    made: list[tuple[Check, int]] = []
    for inspection in inspections:
        for check in inspection.checks:
            if check.internal and own is None:
                continue
            hits = list(check.find(facts[inspection.app]))
            made.append((check, len(hits)))
            found += [Finding(check, hit, own if check.internal else None) for hit in hits]
    found.sort(key=lambda one: (-one.check.severity, one.check.key, one.hit.subject))
    return XRay(
        open=tuple(one for one in found if one.key not in out_of_sight),
        waived=tuple((one, out_of_sight[one.key]) for one in found if one.key in out_of_sight),
        made=tuple(made),
        facts=facts,
        own=own,
    )
