"""What engagement's e-mails say. Each is composed when it leaves, from what holds then."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import BriefingRequest, MailedDraft, Nudge, SponsorMessage
from engagement.queries.nudges import lines_of
from engagement.queries.sponsors import briefers_of, readers_of_message
from partnering.choices import Phase
from partnering.composers import absolute, compose
from partnering.models import Membership, OutgoingMessage
from partnering.registry import Composed, Suppressed, message_composers


def nudge(message: OutgoingMessage) -> Composed | Suppressed:
    """One mail with all that waits for a person; only what still has its cause, each in today's words."""
    rows = list(Nudge.objects.filter(message=message).select_related("person").order_by("due_at", "pk"))
    lines = lines_of(rows, on=timezone.localdate())
    # Two steps of one matter would say the same twice.
    kept = list({line.link: line for line in lines.values() if line}.values())
    if not kept:
        return Suppressed("Nothing waits any more")
    if len(kept) == 1:
        subject = kept[0].title
    else:
        subject = ngettext("%(n)d thing waits for you", "%(n)d things wait for you", len(kept)) % {
            "n": len(kept)
        }
    items = [
        {
            "line": line,
            "address": absolute(line.link),
            "answers": [(text, absolute(link)) for text, link in line.answers],
        }
        for line in kept
    ]
    context = {"person": message.to_person, "items": items, "settings": absolute("/")}
    return compose("engagement/mail/nudge", _("Reminder: %(what)s") % {"what": subject}, context)


def _is_member(organisation: int, partnership: int) -> bool:
    """Whether an organisation is still in a partnership when its mail leaves."""
    now = Membership.objects.current()
    return now.filter(organisation=organisation, partnership=partnership).exists()


def mailed_draft(message: OutgoingMessage) -> Composed | Suppressed:
    """That somebody's own e-mail arrived, while it waits, with the link to confirm it; nothing else of it."""
    person = message.to_person
    user = person.user if person else None
    rows = MailedDraft.objects.visible_to(user) if user else MailedDraft.objects.none()
    draft = rows.filter(pk=message.subject_id).first()
    if draft is None:
        return Suppressed("It was logged or thrown away")
    context = {"person": person, "draft": draft, "address": absolute(draft.get_absolute_url())}
    return compose("engagement/mail/mailed_draft", _("Confirm: %(what)s") % {"what": draft}, context)


def sponsor_message(message: OutgoingMessage) -> Composed | Suppressed:
    """A sponsor's words to somebody who still belongs to those to whom they were written."""
    person = message.to_person
    rows = SponsorMessage.objects.select_related(
        "partnership", "group", "author__organisation", "organisation"
    )
    written = rows.filter(pk=message.subject_id).first()
    if written is None or person is None or written.partnership.phase not in Phase.LIVE:
        return Suppressed("The message or its partnership is gone")
    if not readers_of_message(written).filter(pk=person.pk).exists():
        return Suppressed("Is not among its readers any more")
    context = {
        "person": person,
        "message": written,
        "link": absolute(reverse("engagement:partnership", args=[written.partnership.slug])),
    }
    return compose("engagement/mail/sponsor_message", written.subject, context)


def briefing_request(message: OutgoingMessage) -> Composed | Suppressed:
    """What a sponsor wants to be briefed on, to somebody who answers for it."""
    person = message.to_person
    rows = BriefingRequest.objects.open().select_related("partnership", "asked_by__organisation")
    asked = rows.filter(pk=message.subject_id).first()
    if asked is None or person is None:
        return Suppressed("Has been answered")
    given = {"organisation": asked.organisation_id, "asked_from": asked.asked_from}
    if not briefers_of(asked.partnership, **given).filter(pk=person.pk).exists():
        return Suppressed("Does not answer for it any more")
    if not _is_member(asked.organisation_id, asked.partnership_id):
        return Suppressed("The sponsor's organisation has left the partnership")
    context = {"person": person, "asked": asked, "link": absolute(asked.get_absolute_url())}
    return compose("engagement/mail/briefing_request", _("A sponsor asks for a briefing"), context)


def briefing_answered(message: OutgoingMessage) -> Composed | Suppressed:
    """The answer, to the sponsor who asked; its link leads to their own page of the partnership."""
    person = message.to_person
    rows = BriefingRequest.objects.exclude(answered_on=None).select_related(
        "partnership", "answered_by", "meeting__group"
    )
    asked = rows.filter(pk=message.subject_id).first()
    if asked is None or person is None or asked.asked_by_id != person.pk:
        return Suppressed("Did not ask for it")
    if not _is_member(person.organisation_id, asked.partnership_id):
        return Suppressed("Has no part in the partnership any more")
    link = absolute(reverse("engagement:sponsor", args=[asked.partnership.slug]))
    context = {"person": person, "asked": asked, "link": link}
    return compose(
        "engagement/mail/briefing_answered", _("Your briefing: %(about)s") % {"about": asked.about}, context
    )


def register() -> None:
    """Put engagement's composers where the outbox finds them."""
    message_composers["nudge"] = nudge
    message_composers["mailed_draft"] = mailed_draft
    message_composers["sponsor_message"] = sponsor_message
    message_composers["briefing_request"] = briefing_request
    message_composers["briefing_answered"] = briefing_answered
