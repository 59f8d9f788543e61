"""What an organisation lacks before it agrees, in words, each with the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.choices import PlanQuestion
from engagement.preparing import Gap, Lack

DAYS_A_MONTH = 30.44
GRAVE = (Lack.NEVER_ASKED, Lack.WEAK_AREA, Lack.PLAN_LATE)


@dataclass(frozen=True)
class GapInWords:
    """A gap as the page tells it. `for_lead`: only the organisation's partnering lead can mend it."""

    sentence: str
    link: str
    mend: str
    tone: str
    for_lead: bool


def gap_in_words(gap: Gap, *, organisation: int, result: str) -> GapInWords:
    """A gap of an organisation; `result` is the address of its newest result, if there is one."""
    link, mend = _way(gap, organisation, result)
    return GapInWords(
        sentence=_sentence(gap),
        link=link,
        mend=mend,
        tone="bad" if gap.lack in GRAVE else "warn",
        for_lead=gap.lack in (Lack.NEVER_ASKED, Lack.ASKED_LONG_AGO),
    )


def _sentence(gap: Gap) -> str:
    words = {
        Lack.NEVER_ASKED: _("Your people were never asked how ready they are."),
        Lack.ASKED_LONG_AGO: _("Your people were asked last %(months)d months ago. Much may have changed."),
        Lack.WEAK_AREA: _("“%(area)s” is weak in the eyes of your own people."),
        Lack.UNKNOWN_AREA: _("Of “%(area)s” your people know too little: %(share)d%% answered “don't know”."),
        Lack.MORE_SAID: _("Of “%(area)s” your people say more than you can show."),
        Lack.MORE_SHOWN: _("Of “%(area)s” there is more than your people know."),
    }
    if gap.lack not in words:
        return _counted_sentence(gap)
    months = round(gap.count / DAYS_A_MONTH)
    return words[gap.lack] % {"months": months, "area": gap.subject, "share": gap.count}


def _counted_sentence(gap: Gap) -> str:
    words = {
        Lack.EVIDENCE_STALE: ngettext(
            "One piece of evidence has gone stale.",
            "%(count)d pieces of evidence have gone stale.",
            gap.count,
        ),
        Lack.PLAN_LATE: ngettext(
            "One question of your engagement plan is late: %(question)s",
            "%(count)d questions of your engagement plan are late. The first: %(question)s",
            gap.count,
        ),
        Lack.PLAN_UNANSWERED: ngettext(
            "One question of your engagement plan has no answer: %(question)s",
            "%(count)d questions of your engagement plan have no answer. The first: %(question)s",
            gap.count,
        ),
        Lack.PLAN_UNOWNED: ngettext(
            "Nobody sees to one answer of your engagement plan: %(question)s",
            "Nobody sees to %(count)d answers of your engagement plan. The first: %(question)s",
            gap.count,
        ),
    }
    question = PlanQuestion(gap.subject).label if gap.subject else ""
    return words[gap.lack] % {"count": gap.count, "question": question}


def _way(gap: Gap, organisation: int, result: str) -> tuple[str, str]:
    if gap.lack == Lack.NEVER_ASKED:
        return reverse("readiness:start-campaign"), _("Start a survey")
    if gap.lack == Lack.ASKED_LONG_AGO:
        return reverse("readiness:start-campaign"), _("Ask again")
    if gap.lack in (Lack.WEAK_AREA, Lack.UNKNOWN_AREA):
        return result, _("See what is advised")
    if gap.lack in (Lack.MORE_SAID, Lack.MORE_SHOWN, Lack.EVIDENCE_STALE):
        return reverse("readiness:evidence"), _("Look at opinion and evidence")
    mend = {
        Lack.PLAN_LATE: _("Look at the plan"),
        Lack.PLAN_UNANSWERED: _("Answer the next one"),
        Lack.PLAN_UNOWNED: _("Name owners"),
    }
    return reverse("engagement:plan", args=[organisation]), mend[gap.lack]
