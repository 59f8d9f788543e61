"""The plans of members side by side: how far those are who share, without words, names or days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from engagement.choices import PlanQuestion, PlanStatus
from engagement.models import PlanItem, PlanShare
from partnering.models import Organisation, Partnership


@dataclass(frozen=True)
class Stand:
    """How far an organisation is with one question on a day."""

    answered: bool = False
    owned: bool = False
    dated: bool = False
    late: bool = False
    status: str = PlanStatus.OPEN
    evidence: bool = False

    @property
    def is_done(self) -> bool:
        """Whether it is carried out."""
        return self.status == PlanStatus.DONE

    @property
    def gaps(self) -> list[str]:
        """What is still missing, in words."""
        there = (
            (self.answered, _("an answer")),
            (self.owned, _("an owner")),
            (self.dated or self.is_done, _("a day")),
            (self.evidence, _("evidence")),
        )
        return [words for is_there, words in there if not is_there]

    @property
    def label(self) -> str:
        """Its status in words."""
        return str(PlanStatus(self.status).label)


@dataclass(frozen=True)
class Question:
    """One of the ten, with where each organisation stands; None where it or the reader's doesn't share it."""

    number: int
    question: PlanQuestion
    beside: list[tuple[str, Stand | None]]
    answered_by: list[str]
    open_at: list[str]

    @property
    def differs(self) -> bool:
        """Whether some have an answer and others don't."""
        return bool(self.answered_by and self.open_at)


@dataclass(frozen=True)
class Beside:
    """The table: the reader's own organisation first, then the others by name."""

    organisations: list[Organisation]
    questions: list[Question]
    shared: set[str]

    @property
    def differences(self) -> list[Question]:
        """The questions that some have answered and others not: what partners could learn from each other."""
        return [one for one in self.questions if one.differs]


def plans_beside(user: Any, own: Organisation, partnership: Partnership, *, on: date) -> Beside:
    """Where those stand who share, as far as the user's organisation does the same. Two queries."""
    shares = PlanShare.objects.visible_to(user).filter(partnership=partnership).select_related("organisation")
    known = {(one.organisation_id, one.question): one for one in shares}
    others = {
        one.organisation_id: one.organisation for one in known.values() if one.organisation_id != own.pk
    }
    organisations = [own, *sorted(others.values(), key=lambda one: (one.name.casefold(), one.pk))]
    stands = _stands(user, partnership, on) if known else {}
    return Beside(
        organisations,
        [
            _question(
                number,
                question,
                {
                    one: stands.get((one.pk, question), Stand()) if (one.pk, question) in known else None
                    for one in organisations
                },
            )
            for number, question in enumerate(PlanQuestion, start=1)
        ],
        {question for organisation, question in known if organisation == own.pk},
    )


def _question(number: int, question: PlanQuestion, stands: dict[Organisation, Stand | None]) -> Question:
    return Question(
        number,
        question,
        [(one.name, stand) for one, stand in stands.items()],
        [one.name for one, stand in stands.items() if stand and stand.answered],
        [one.name for one, stand in stands.items() if stand and not stand.answered],
    )


def _stands(user: Any, partnership: Partnership, on: date) -> dict[tuple[int, str], Stand]:
    """By organisation and question, the partnership's own answer before the general one."""
    rows = (
        PlanItem.objects.shared_with(user, partnership)
        .order_by()
        .values_list(
            "organisation",
            "question",
            "partnership",
            "is_answered",
            "owner",
            "due_on",
            "status",
            "has_evidence",
        )
    )
    found: dict[tuple[int, str], Stand] = {}
    # The general ones first, so that the partnership's own take their place.
    for organisation, question, _here, answered, owner, due_on, status, evidence in sorted(
        rows, key=lambda row: row[2] is not None
    ):
        found[organisation, question] = Stand(
            answered=answered,
            owned=owner is not None,
            dated=due_on is not None,
            late=due_on is not None and due_on < on and status != PlanStatus.DONE,
            status=status,
            evidence=evidence,
        )
    return found
