"""Counting a survey that takes no more answers: its box is opened, and what may be shown of it is written.

A small one is counted while whoever closes it waits. Of a large one a row is the job: written in the transaction that
closes it, claimed by a worker, who may be killed anywhere. What is to be written is reckoned first, while others
write; then it is written in one transaction together with the end of the job, so it is there once and whole, or not
at all. Nobody can change the box meanwhile, as a survey that is counted takes no answers and gives none back.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import wake
from partnering.errors import DomainError
from partnering.services.outbox import Letter, queue_messages
from partnering.services.progress import Teller, telling
from readiness import queries
from readiness.models import Campaign, Counting, Draft, SealedResponse, SpentPass
from readiness.services.box import contents_of, size_of
from readiness.services.mails import mails_of
from readiness.services.outcomes import Outcome, reckon_outcome, write_outcome
from readiness.services.rows_of_answers import laid_ready

TASK = "readiness.count_survey"
NOT_COUNTED = "survey_not_counted"
AT_ONCE = 300
"""So many sets of answers are counted while somebody waits."""
WAITS = (timedelta(minutes=1), timedelta(minutes=5))
"""How long an attempt that ended with an error is waited out; after the last it is given up."""
ATTEMPTS = len(WAITS) + 1
LEASE = timedelta(minutes=15)  # longer than a task may take
FREE: dict[str, Any] = {"claim": "", "claimed_at": None, "progress": 0, "waits_until": None}
"""A job that waits for a worker."""
READ, RECKONED = 5, 40
"""How far it is, in percent, when the box is read, and when all is reckoned; the rest is writing."""


class LostClaimError(Exception):
    """The survey was withdrawn, or another worker has taken it; what was begun is left."""


def count(locked: Campaign, *, day: date, now: datetime) -> None:
    """Count a survey as closed on a day: now if it is small, else by a job. The caller holds its lock."""
    if size_of(locked) > AT_ONCE:
        count_later(locked, day=day, now=now)
    else:
        _finish(locked, day, reckon_outcome(locked, contents_of(locked)))
        _forget_what_was_begun(locked)


def count_later(locked: Campaign, *, day: date, now: datetime) -> None:
    """Take no more answers from now on, and have it counted by a job. The caller holds the survey's lock."""
    locked.counting_since = now
    locked.save(update_fields=["counting_since"])
    Counting.objects.create(campaign=locked, day=day)
    wake.ring(TASK, locked.pk)


@transaction.atomic
def count_again(*, campaign: Campaign) -> None:
    """Try to count a survey once more, after it was given up."""
    given_up = Counting.objects.filter(campaign=campaign).given_up()
    if not given_up.update(attempts=0, failure="", **FREE):
        raise DomainError(_("It is being counted already. Look at how far it is."))
    wake.ring(TASK, campaign.pk)


def count_due_surveys(*, now: datetime) -> int:
    """Count all surveys that wait for it, also those whose worker died. Returns how many have a result now."""
    waiting = list(_due(now).order_by("pk").values_list("campaign", flat=True))
    return sum(count_survey(pk=pk, now=timezone.now()) for pk in waiting)


def count_survey(*, pk: int, now: datetime) -> bool:
    """Count one survey, unless somebody else is at it. Returns whether it has a result now."""
    mark = secrets.token_hex(16)
    mine = _due(now).filter(campaign=pk)
    claimed = FREE | {"claim": mark, "claimed_at": now}
    if not mine.update(attempts=F("attempts") + 1, **claimed):
        return False
    related = ("campaign__organisation", "campaign__partnership", "campaign__framework_version")
    job = Counting.objects.select_related(*related).filter(claim=mark).first()
    if job is None:
        return False
    if job.attempts > ATTEMPTS:
        _give_up(job, _("Counting it was interrupted several times."))
        return False
    try:
        with telling(job, "progress") as tell:
            _count(job, tell)
    except LostClaimError:
        return False
    except Exception:
        # Whatever it is, it is for the worker's log; only a worker that was killed keeps its claim.
        _try_later(job)
        raise
    return True


def _due(now: datetime) -> Any:
    """The jobs that wait for a worker, and those whose worker died."""
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - LEASE)
    ripe = Q(waits_until=None) | Q(waits_until__lte=now)
    return Counting.objects.filter(free, ripe, failure="")


def _count(job: Counting, tell: Teller) -> None:
    contents = contents_of(job.campaign)
    tell(READ)
    outcome = reckon_outcome(job.campaign, contents)
    tell(RECKONED)
    # In a transaction of its own, so that others wait less for the one that counts.
    with transaction.atomic():
        _forget_what_was_begun(_locked(job))
    with laid_ready(outcome.parts), transaction.atomic():
        locked = _locked(job)
        _finish(locked, job.day, outcome, lambda share: tell(RECKONED + int(share * (100 - RECKONED))))
        # Only now, since how far it is could not be told past this transaction, if it held the row.
        if not _mine(job).delete()[0]:
            raise LostClaimError(job.pk)


def _finish(locked: Campaign, day: date, outcome: Outcome, after: Any = lambda share: None) -> None:
    """Write what was reckoned, empty the box, and note the survey as closed, in the caller's transaction."""
    write_outcome(outcome, after)
    SealedResponse.objects.filter(campaign=locked).delete()
    locked.closed_on, locked.counting_since = day, None
    beside = queries.beside(locked).people
    locked.asked, locked.population = locked.asked + beside, locked.population + beside
    locked.save(update_fields=["closed_on", "counting_since", "asked", "population"])


def _forget_what_was_begun(locked: Campaign) -> None:
    SpentPass.objects.filter(campaign=locked).delete()
    Draft.objects.filter(campaign=locked).delete()
    # Who was reminded when had not answered by then, which is nobody's business any more.
    mails_of(locked).delete()


def _locked(job: Counting) -> Campaign:
    """The survey, which nobody else changes until the transaction ends, if the job is still this worker's."""
    try:
        locked = Campaign.objects.locked(job.campaign_id)
    except Campaign.DoesNotExist as error:
        raise LostClaimError(job.pk) from error
    if not _mine(job).exists():
        raise LostClaimError(job.pk)
    return locked


def _mine(job: Counting) -> Any:
    """The row, if it is still claimed as this process knows it."""
    return Counting.objects.filter(pk=job.pk, claim=job.claim)


def _try_later(job: Counting) -> None:
    """Let it be tried again after a while, or give it up when that was tried often enough."""
    if job.attempts >= ATTEMPTS:
        _give_up(job, _("Each time something went wrong in our program."))
    else:
        _mine(job).update(**FREE | {"waits_until": timezone.now() + WAITS[job.attempts - 1]})


@transaction.atomic
def _give_up(job: Counting, why: str) -> None:
    """Leave it until somebody wants it tried again, and write to those who can. Once, as only its worker does it."""
    if _mine(job).update(failure=why[:300]):
        letters = [
            Letter(f"survey-not-counted:{job.claim}:{person.pk}", person.pk, person.email, job.campaign_id)
            for person in queries.who_runs(job.campaign)
        ]
        queue_messages(NOT_COUNTED, letters, due_at=timezone.now())
