"""Checks of agreements: whether there is one, whom it binds, its days, and what was promised in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.inspection.facts import AgreementFact, CommitmentFact, Facts
from partnering.xray import ANYBODY, LEAD, Check, Hit, Severity

SIGNING = timedelta(days=30)
DRAFTING = timedelta(days=120)
NEAR_REVIEW, NEAR_END = timedelta(days=60), timedelta(days=90)
UNTOUCHED = timedelta(days=30)


def _day(day: date) -> str:
    return date_format(day, "j M Y")


def _page(one: AgreementFact) -> str:
    return reverse("agreements:agreement", args=[one.pk])


def _hit(one: AgreementFact, sentence: str, mend: str, **values: object) -> Hit:
    link = _page(one)
    words = sentence % {"title": one.title, **values}
    return Hit(words, link, mend, subject=f"agreement {one.pk}", mender=ANYBODY)


def no_agreement(facts: Facts) -> Iterator[Hit]:
    """Delivering without an agreement in force."""
    if facts.kind in ("managing", "reviewing", "sustaining") and not facts.in_force():
        link = reverse("agreements:agreements", args=[facts.slug])
        yield Hit(
            _("No agreement is in force, though the partners deliver already."),
            link,
            _("Look at the agreements"),
        )


def past_review(facts: Facts) -> Iterator[Hit]:
    """An agreement past its review."""
    for one in facts.in_force():
        if one.review_on and one.review_on < facts.on:
            words = _("“%(title)s” is past its review, which was due on %(day)s.")
            yield _hit(one, words, _("Review it"), day=_day(one.review_on))


def near_review(facts: Facts) -> Iterator[Hit]:
    """A review that comes soon."""
    for one in facts.in_force():
        if one.review_on and facts.on <= one.review_on <= facts.on + NEAR_REVIEW:
            words = _("The review of “%(title)s” is due on %(day)s.")
            yield _hit(one, words, _("Prepare the review"), day=_day(one.review_on))


def no_review(facts: Facts) -> Iterator[Hit]:
    """An agreement that nobody is to review."""
    for one in facts.in_force():
        if one.review_on is None:
            yield _hit(one, _("“%(title)s” has no day on which it is reviewed."), _("Look at the agreement"))


def past_end(facts: Facts) -> Iterator[Hit]:
    """An agreement that has run out without anybody ending it."""
    for one in facts.agreements:
        if one.state == "in force" and one.ends_on and one.ends_on < facts.on:
            words = _("“%(title)s” ran out on %(day)s. End it, or agree anew.")
            yield _hit(one, words, _("Decide"), day=_day(one.ends_on))


def near_end(facts: Facts) -> Iterator[Hit]:
    """An agreement that runs out soon."""
    for one in facts.in_force():
        if one.ends_on and one.ends_on <= facts.on + NEAR_END:
            words = _("“%(title)s” runs out on %(day)s.")
            yield _hit(one, words, _("Decide what follows"), day=_day(one.ends_on))


def waits(facts: Facts) -> Iterator[Hit]:
    """Signatures that have not come for a month."""
    for one in facts.agreements:
        if one.waits_for and one.put_out_on and facts.on - one.put_out_on > SIGNING:
            words = _("“%(title)s” has waited since %(day)s for the signature of %(names)s.")
            yield _hit(
                one, words, _("See who must sign"), day=_day(one.put_out_on), names=", ".join(one.waits_for)
            )


def draft_asleep(facts: Facts) -> Iterator[Hit]:
    """A draft of four months ago."""
    for one in facts.agreements:
        if one.state == "draft" and one.drafted_on and facts.on - one.drafted_on > DRAFTING:
            words = _("“%(title)s” has been a draft since %(day)s.")
            yield _hit(one, words, _("Finish or discard it"), day=_day(one.drafted_on))


def not_bound(facts: Facts) -> Iterator[Hit]:
    """Members that no agreement in force binds, while it binds others."""
    bound = {party for one in facts.in_force() for party in one.parties}
    for organisation, name in facts.members.items():
        if bound and organisation not in bound:
            sentence = _("%(organisation)s is a member, but party to no agreement in force.") % {
                "organisation": name
            }
            link = reverse("agreements:agreements", args=[facts.slug])
            subject = f"member {organisation}"
            yield Hit(sentence, link, _("Look at the agreements"), organisation, name, subject, ANYBODY)


def party_left(facts: Facts) -> Iterator[Hit]:
    """Parties that are members no more."""
    for one in facts.in_force():
        for organisation, name in one.parties.items():
            if organisation not in facts.members:
                sentence = _("%(organisation)s is bound by “%(title)s”, but no member any more.") % {
                    "organisation": name,
                    "title": one.title,
                }
                subject = f"agreement {one.pk} party {organisation}"
                yield Hit(sentence, _page(one), _("Change the agreement"), None, name, subject, ANYBODY)


def _promise(
    one: CommitmentFact, sentence: str, mend: str, link: str, mender: str = ANYBODY, **values: object
) -> Hit:
    words = sentence % {"text": one.text, "organisation": one.organisation_name, **values}
    return Hit(words, link, mend, one.organisation, one.organisation_name, f"commitment {one.pk}", mender)


def late(facts: Facts) -> Iterator[Hit]:
    """Commitments whose day has passed."""
    for one in facts.commitments:
        if one.due_on and one.due_on < facts.on:
            words = _("%(organisation)s has not kept “%(text)s”, due on %(day)s.")
            link = reverse("agreements:commitment", args=[one.pk])
            yield _promise(one, words, _("Say how it stands"), link, day=_day(one.due_on))


def untouched(facts: Facts) -> Iterator[Hit]:
    """Commitments for which nothing is planned a month after they began to bind."""
    for one in facts.commitments:
        if not one.actions and facts.on - one.in_force_on > UNTOUCHED:
            words = _("Nothing is planned for “%(text)s” of %(organisation)s.")
            link = reverse("agreements:make-action", args=[one.pk])
            yield _promise(one, words, _("Turn it into an action"), link, LEAD)


def undated(facts: Facts) -> Iterator[Hit]:
    """Commitments without a day."""
    for one in facts.commitments:
        if one.due_on is None:
            words = _("“%(text)s” of %(organisation)s has no day by which it is due.")
            link = reverse("agreements:commitment", args=[one.pk])
            yield _promise(one, words, _("Look at it"), link)


def gives_nothing(facts: Facts) -> Iterator[Hit]:
    """Parties that commit nothing."""
    for one in facts.in_force():
        for organisation, name in one.parties.items():
            if (one.pk, organisation) not in facts.committed:
                sentence = _("%(organisation)s commits nothing in “%(title)s”.") % {
                    "organisation": name,
                    "title": one.title,
                }
                subject = f"agreement {one.pk} party {organisation}"
                yield Hit(
                    sentence, _page(one), _("Look at the agreement"), organisation, name, subject, ANYBODY
                )


CHECKS = (
    Check("past review", Severity.STOP, gettext_lazy("Agreements are reviewed in time"), past_review),
    Check("past end", Severity.STOP, gettext_lazy("No agreement has run out"), past_end),
    Check("commitment late", Severity.STOP, gettext_lazy("Commitments are kept in time"), late),
    Check("no agreement", Severity.WARN, gettext_lazy("An agreement is in force"), no_agreement),
    Check("waits for signature", Severity.WARN, gettext_lazy("Signatures come within a month"), waits),
    Check("member not bound", Severity.WARN, gettext_lazy("Each member is party to it"), not_bound),
    Check("party left", Severity.WARN, gettext_lazy("Each party is a member"), party_left),
    Check("agreement ends soon", Severity.WARN, gettext_lazy("No agreement runs out soon"), near_end),
    Check("commitment untouched", Severity.WARN, gettext_lazy("Each commitment has an action"), untouched),
    Check("review near", Severity.HINT, gettext_lazy("No review is near"), near_review),
    Check("no review day", Severity.HINT, gettext_lazy("Each agreement has a day of review"), no_review),
    Check("draft asleep", Severity.HINT, gettext_lazy("Drafts don't fall asleep"), draft_asleep),
    Check("commitment undated", Severity.HINT, gettext_lazy("Each commitment has a day"), undated),
    Check("gives nothing", Severity.HINT, gettext_lazy("Each party commits something"), gives_nothing),
)
