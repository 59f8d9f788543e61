"""What a reader is told about a partnership: plain values, the same on the dashboard, the overview and on paper.

One `TractionBrief` is made for one reader on one day; every page and the report only show it. `None` means that
there is no evidence. Scores are 0-100, values of dimensions 0-1.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from engagement.forecast import Ahead

LITTLE = 0.5


@dataclass(frozen=True)
class Standing:
    """Where one organisation, or the partnership, stands; `change` is in points since `since`."""

    name: str
    score: float | None
    change: float | None = None
    confidence: float = 0.0
    pk: int | None = None
    sector: str = ""
    is_own: bool = False
    course: tuple[float | None, ...] = ()

    @property
    def rests_on_little(self) -> bool:
        """Whether there is a score, but less than half of the weights have evidence."""
        return self.score is not None and self.confidence < LITTLE

    @property
    def tone(self) -> str:
        """'good', 'warn', 'bad', or '' with little evidence or none: how the score is coloured."""
        if self.score is None or self.rests_on_little:
            return ""
        return "good" if self.score >= 60 else "warn" if self.score >= 35 else "bad"


@dataclass(frozen=True)
class Aspect:
    """One of the seven dimensions: its value, what it rests on, and the one step that would raise it most."""

    key: str
    name: str
    value: float | None
    weight: float
    explanation: str
    evidence: tuple[tuple[str, str], ...] = ()
    step: str = ""
    gain: float | None = None

    @property
    def percent(self) -> int | None:
        """The value out of 100, as it is shown."""
        return None if self.value is None else round(self.value * 100)


@dataclass(frozen=True)
class Warned:
    """An alert that lasts: what it is, in words, since when, and where it can be mended."""

    kind: str
    title: str
    sentence: str
    since: date
    organisation: str = ""
    link: str = ""
    mend: str = ""


@dataclass(frozen=True)
class Spell:
    """A stretch of time in which an alert held; `ended_on` None means that it still does."""

    kind: str
    title: str
    began_on: date
    ended_on: date | None
    organisation: str = ""


@dataclass(frozen=True)
class Ask:
    """One thing that the reader is asked to do, most pressing first; `late_by` in days, 0 when not late."""

    text: str
    why: str = ""
    due_on: date | None = None
    late_by: int = 0
    link: str = ""


@dataclass(frozen=True)
class Happening:
    """Something that people remember: a signature, a briefing, a sponsor named."""

    on: date
    label: str


@dataclass(frozen=True)
class Reach:
    """Who knew on the day of signing, and how many know and take part now (None: too few partners to say)."""

    signed_on: date
    knew: int
    of: int
    now_aware: int | None = None
    now_involved: int | None = None
    now_of: int | None = None


@dataclass(frozen=True)
class UnitSince:
    """A unit: the share of its people reached by now, and the share that knew at signing (None: not told)."""

    name: str
    reached: int
    people: int
    knew_share: float | None

    @property
    def share(self) -> float:
        """Percent reached by now."""
        return 100 * self.reached / self.people


@dataclass(frozen=True)
class ReadinessShown:
    """A readiness result that the reader may see: means by area on the framework's own scale."""

    organisation: str
    framework: str
    closed_on: date
    respondents: int | None
    low: float
    high: float
    areas: tuple[tuple[str, float | None], ...]
    is_own: bool = False


@dataclass(frozen=True)
class Promise:
    """A commitment in an agreement: by whom, what, by when, and what became of it."""

    organisation: str
    text: str
    kind: str
    due_on: date | None
    state: str
    tone: str = ""
    late_by: int = 0
    link: str = ""


@dataclass(frozen=True)
class Task:
    """An action: what, by whom, by when."""

    title: str
    organisation: str
    owner: str
    due_on: date | None
    late_by: int = 0
    link: str = ""


@dataclass(frozen=True)
class Listed:
    """The first rows of a longer list, and how long it is."""

    rows: tuple[Promise, ...] | tuple[Task, ...] = ()
    total: int = 0
    late: int = 0
    done: int = 0

    @property
    def left_out(self) -> int:
        """How many rows of the list are not among the shown ones."""
        return max(self.total - len(self.rows), 0)


@dataclass(frozen=True)
class TractionBrief:
    """All that one reader is told about one partnership on one day."""

    partnership: str
    purpose: str
    phase: str
    on: date
    reader: str
    reader_organisation: str
    whole: Standing
    verdict: str
    days: tuple[date, ...]
    course: tuple[float | None, ...]
    organisations: tuple[Standing, ...]
    ahead: tuple[Ahead, ...] = ()
    since: date | None = None
    aspects_of: str = ""
    aspects: tuple[Aspect, ...] = ()
    alerts: tuple[Warned, ...] = ()
    spells: tuple[Spell, ...] = ()
    findings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    happenings: tuple[Happening, ...] = ()
    reach: Reach | None = None
    readiness: tuple[ReadinessShown, ...] = ()
    promises: Listed = field(default_factory=Listed)
    tasks: Listed = field(default_factory=Listed)
    managers: tuple[str, ...] = ()
    sponsors: tuple[str, ...] = ()

    @property
    def has_evidence(self) -> bool:
        """Whether there is anything to show yet."""
        return self.whole.score is not None
