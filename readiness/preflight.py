"""What is looked at before a survey is launched: one list, each line green, to be thought about, or red.

What is red would make a survey that nobody could answer, or whose result nobody could see; it can't be launched so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from readiness.choices import Mode
from readiness.queries import Facts, LaunchFacts
from readiness.sampling import margin_of_error

GOOD, THINK, RED = "good", "warn", "bad"
FEW_DAYS = 5
"""Days below which a survey misses whoever is away for a week."""
USUAL_SHARE = 0.5
"""Share of those asked who answer where nobody presses them, as a rule of thumb."""


@dataclass(frozen=True)
class Line:
    """One thing looked at: how it stands, in words, and where it is mended."""

    tone: str
    text: str
    link: str = ""
    label: str = ""

    @property
    def is_red(self) -> bool:
        """Whether it forbids the launch."""
        return self.tone == RED


def lines(facts: LaunchFacts) -> list[Line]:
    """All that is looked at, in the order in which people think of it."""
    return [line for look in LOOKS for line in look(facts)]


def edit(facts: Facts, label: str) -> tuple[str, str]:
    """Where the draft is changed, and what the link says."""
    name = "edit-review" if facts.campaign.is_review else "edit-campaign"
    return reverse(f"readiness:{name}", args=[facts.campaign.pk]), label


def _whom(facts: LaunchFacts) -> Iterator[Line]:
    frame, mode = facts.frame, facts.campaign.mode
    minimum = facts.campaign.minimum_group
    if not frame.asked:
        yield _without_mail(facts)
        return
    if mode == Mode.CONFIDENTIAL and frame.asked < minimum and facts.heads:
        yield _few_beside_a_link(facts)
        return
    if mode == Mode.CONFIDENTIAL and frame.asked < minimum:
        text = _(
            "Only %(asked)s would be asked. With fewer than %(minimum)s nobody could stay unknown, so ask more "
            "people or make the survey a named one."
        ) % {"asked": frame.asked, "minimum": minimum}
        yield Line(RED, text, *edit(facts, _("Ask more people")))
        return
    if frame.is_sample:
        margin = margin_of_error(frame.asked, frame.population) or 0
        text = _(
            "%(asked)s of %(population)s people get it, drawn by lot. If all of them answer, a share is exact to "
            "±%(margin)s %%."
        ) % {"asked": frame.asked, "population": frame.population, "margin": round(100 * margin)}
    else:
        text = ngettext("%(n)s person gets it.", "%(n)s people get it.", frame.asked) % {"n": frame.asked}
    yield Line(GOOD, text)


def _ways(facts: LaunchFacts, label: str) -> tuple[str, str]:
    return reverse("readiness:ways", args=[facts.campaign.pk]), label


def _few_beside_a_link(facts: LaunchFacts) -> Line:
    """Why a few personal links go with no shared one: who answers by that often enough could subtract themselves."""
    text = _(
        "Only %(asked)s would get a mail, and others answer by the shared link or on paper. Whoever knows what came "
        "that way could work out what these few said. Ask %(minimum)s or more by mail, or only people without an "
        "address, or make the survey a named one."
    )
    told = {"asked": facts.frame.asked, "minimum": facts.campaign.minimum_group}
    return Line(RED, text % told, *edit(facts, _("Change whom to ask")))


def _without_mail(facts: LaunchFacts) -> Line:
    """What is said where nobody who is meant has an address: then a shared link and paper are all there is."""
    heads, minimum = facts.heads, facts.campaign.minimum_group
    if not heads:
        text = _(
            "Nobody here can be asked: no one has an e-mail address. Enter addresses, or let people answer by a shared "
            "link or on paper."
        )
        return Line(RED, text, *_ways(facts, _("Open a way to answer")))
    if facts.campaign.is_confidential and heads < minimum:
        text = _(
            "Nobody gets a mail, and link and paper are for %(heads)s people only. With fewer than %(minimum)s nobody "
            "could stay unknown, so open them for more people or make the survey a named one."
        )
        return Line(RED, text % {"heads": heads, "minimum": minimum}, *_ways(facts, _("For more people")))
    text = ngettext(
        "Nobody gets a mail: %(n)s person answers by the shared link or on paper.",
        "Nobody gets a mail: %(n)s people answer by the shared link or on paper.",
        heads,
    )
    return Line(GOOD, text % {"n": heads}, *_ways(facts, _("Look at the ways")))


def _addresses(facts: LaunchFacts) -> Iterator[Line]:
    number = facts.frame.without_email
    if number and facts.heads:
        text = ngettext(
            "%(n)s person has no e-mail address; link and paper are for %(heads)s.",
            "%(n)s people have no e-mail address; link and paper are for %(heads)s.",
            number,
        )
        tone = GOOD if facts.heads >= number else THINK
        yield Line(tone, text % {"n": number, "heads": facts.heads}, "#without-address", _("See who"))
    elif number:
        text = ngettext(
            "%(n)s person has no e-mail address and won't be asked by mail.",
            "%(n)s people have no e-mail address and won't be asked by mail.",
            number,
        )
        yield Line(THINK, text % {"n": number}, "#without-address", _("See who"))
    elif facts.frame.asked:
        yield Line(GOOD, _("Everybody who is meant has an e-mail address."))
    gone = facts.named - facts.frame.population - number
    if facts.named and gone > 0:
        text = ngettext(
            "%(n)s person whom you named won't be there on the first day.",
            "%(n)s people whom you named won't be there on the first day.",
            gone,
        )
        yield Line(THINK, text % {"n": gone}, *edit(facts, _("Change whom to ask")))


def _mail(facts: LaunchFacts) -> Iterator[Line]:
    """Only where somebody gets a mail."""
    if facts.frame.asked:
        yield from mail(facts)


def mail(facts: Facts) -> Iterator[Line]:
    """Whether mails can leave."""
    if not facts.mail_trouble:
        yield Line(GOOD, _("The mail server takes mail."))
        return
    opens_later = facts.campaign.opens_on > facts.today
    text = _("The mail server can't be reached: %(why)s. Ask whoever runs this site.")
    yield Line(THINK if opens_later else RED, text % {"why": facts.mail_trouble.rstrip(".")})


def _trial(facts: LaunchFacts) -> Iterator[Line]:
    """Only where somebody gets a mail."""
    if facts.frame.asked:
        yield from trial_sent(facts)


def trial_sent(facts: Facts) -> Iterator[Line]:
    """Whether who runs it has looked at the invitation as it will arrive."""
    trial = facts.trial
    if trial is None:
        text = _("No trial was sent. Send yourself the invitation first, to see how it looks.")
        yield Line(THINK, text)
    elif trial.is_old:
        yield Line(THINK, _("The draft was changed since you sent yourself a trial of the invitation."))
    elif trial.failed:
        yield Line(THINK, _("The trial of the invitation could not be delivered. Look at your address."))
    elif trial.sent_on is None:
        yield Line(THINK, _("A trial of the invitation is on its way to you."))
    else:
        text = _("A trial of the invitation was sent on %(day)s.")
        yield Line(GOOD, text % {"day": date_format(trial.sent_on, "j M Y")})


def days(facts: Facts) -> Iterator[Line]:
    """From when to when it is open."""
    campaign = facts.campaign
    if campaign.opens_on < facts.today:
        text = _("The first day has passed. Choose today or later.")
        yield Line(RED, text, *edit(facts, _("Change the days")))
        return
    told = {
        "first": date_format(campaign.opens_on, "j M Y"),
        "last": date_format(campaign.closes_on, "j M Y"),
    }
    length = campaign.closes_on - campaign.opens_on + timedelta(days=1)
    if length.days < FEW_DAYS:
        text = _("It is open from %(first)s to %(last)s: who is away that week can't answer.") % told
        yield Line(THINK, text, *edit(facts, _("Change the days")))
    else:
        yield Line(GOOD, _("It is open from %(first)s to %(last)s.") % told)


def _threshold(facts: LaunchFacts) -> Iterator[Line]:
    campaign, asked = facts.campaign, facts.frame.asked + facts.heads
    minimum = campaign.minimum_group
    if campaign.mode == Mode.NAMED or asked < minimum:
        return
    told = {"minimum": minimum, "asked": asked}
    if asked * USUAL_SHARE < minimum:
        text = _("%(minimum)s of %(asked)s have to answer before any result can be shown; often half do.")
        yield Line(THINK, text % told, *edit(facts, _("Ask more people")))
        return
    share = asked / (facts.frame.population + facts.heads)
    large = [one for one in facts.groups if one.name and one.people * share * USUAL_SHARE >= minimum]
    if any(one.name for one in facts.groups) and len(large) < 2:
        text = _("There will be a result, but hardly one by unit: too few units are large enough.")
        yield Line(THINK, text)
    else:
        yield Line(GOOD, _("Results can be shown, from %(minimum)s answers up.") % told)


def _framework(facts: LaunchFacts) -> Iterator[Line]:
    if facts.has_old_framework:
        text = _("Its framework has been put away. Choose another one, or bring it back.")
        yield Line(RED, text, *edit(facts, _("Choose a framework")))
    elif facts.has_newer_version:
        text = _("A newer version of its framework is published. Save the draft again to ask with that one.")
        yield Line(THINK, text, *edit(facts, _("Take the newer one")))
    if facts.running:
        text = _("A survey with this framework is open already. Close it first.")
        yield Line(RED, text, facts.running.get_absolute_url(), _("Go to it"))


def words(facts: Facts) -> Iterator[Line]:
    """Whether people are told why they are asked."""
    if not facts.campaign.opening_text:
        text = _("There are no opening words. People answer sooner when they know why you ask.")
        yield Line(THINK, text, *edit(facts, _("Write some")))


def _alike(facts: LaunchFacts) -> Iterator[Line]:
    if facts.alike:
        text = _(
            "Some of the same people are asked the same in “%(title)s”: the two results side by side could show what a "
            "few of them answered. Ask just the same people, in the same units, or only others, or let it open on "
            "%(day)s or later."
        )
        told = {"title": facts.alike.title, "day": date_format(facts.alike.until, "j M Y")}
        yield Line(RED, text % told, *edit(facts, _("Change whom to ask")))


def last_round(facts: Facts) -> Iterator[Line]:
    """What is still to be done because of earlier results."""
    if facts.undone:
        text = ngettext(
            "%(n)s action that followed from earlier answers isn't done yet. People will ask about it.",
            "%(n)s actions that followed from earlier answers aren't done yet. People will ask about them.",
            facts.undone,
        )
        link = f"{reverse('partnering:actions')}?origin=readiness"
        yield Line(THINK, text % {"n": facts.undone}, link, _("See them"))


LOOKS: tuple[Callable[[LaunchFacts], Iterator[Line]], ...] = (
    _whom,
    _addresses,
    _mail,
    _trial,
    days,
    _threshold,
    _framework,
    words,
    _alike,
    last_round,
)
