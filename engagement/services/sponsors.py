"""What a senior sponsor does in a partnership: write to people, pledge something, ask for a briefing."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.choices import MessageTo
from engagement.models import BriefingRequest, SponsorMessage
from engagement.queries.sponsors import briefers_of, readers_of_message, sponsors
from engagement.services.recounts import ask_for_recount
from partnering import access
from partnering.choices import ActionOrigin, Phase
from partnering.errors import DomainError, NotAllowed
from partnering.models import Action, Meeting, Partnership, Person, User, WorkingGroup
from partnering.services.actions import add_action
from partnering.services.audit import record
from partnering.services.outbox import Letter, queue_message, queue_messages


def _sponsor(user: User, partnership: Partnership) -> Person:
    """The person of a user who sponsors a partnership that goes on."""
    person = access.person_of(user)
    if person is None or not sponsors(user, partnership):
        raise NotAllowed(_("Only a senior sponsor of the partnership can do this."))
    if partnership.phase not in Phase.LIVE:
        raise DomainError(_("The partnership has ended."))
    return person


@transaction.atomic
def send_sponsor_message(
    *,
    partnership: Partnership,
    audience: str,
    subject: str,
    text: str,
    by: User,
    group: WorkingGroup | None = None,
    now: datetime | None = None,
) -> SponsorMessage:
    """Write to people of a partnership by mail; it counts as something that the sponsor did.

    The same words to the same people leave once a day, so that a second press of the button sends nothing twice.
    """
    moment = now or timezone.now()
    author, day = _sponsor(by, partnership), access.day_of(moment)
    group = group if audience == MessageTo.GROUP else None
    if audience == MessageTo.GROUP and (group is None or group.partnership_id != partnership.pk):
        raise DomainError(_("Choose the working group to which you write."))
    # Two presses at once queue up here, so that the later one sees what the earlier one sent.
    Person.objects.select_for_update().get(pk=author.pk)
    message = SponsorMessage(
        partnership=partnership,
        organisation=author.organisation,
        author=author,
        audience=audience,
        group=group,
        subject=" ".join(subject.split()),
        text=text.strip(),
        sent_on=day,
        recipients=0,
    )
    same = SponsorMessage.objects.filter(
        partnership=partnership, author=author, audience=audience, group=group, text=message.text, sent_on=day
    )
    if same.exists():
        raise DomainError(_("You have sent these words to the same people today already."))
    people = list(readers_of_message(message).values_list("pk", "email"))
    if not people:
        raise DomainError(_("Nobody would get it: there is nobody with an e-mail address in this choice."))
    message.recipients = len(people)
    message.save()
    letters = [Letter(f"sponsor-message:{message.pk}:{pk}", pk, email, message.pk) for pk, email in people]
    queue_messages("sponsor_message", letters, due_at=moment)
    scope = (
        {"organisation": author.organisation} if audience == MessageTo.OURS else {"partnership": partnership}
    )
    record(by=by, verb="wrote to people", thing=message, recipients=message.recipients, **scope)
    ask_for_recount(partnership, day)
    return message


@transaction.atomic
def pledge(
    *, partnership: Partnership, text: str, due_on: date, by: User, notes: str = "", on: date | None = None
) -> Action:
    """What a sponsor takes on in person by a day: an action under their own name, which all partners see."""
    person, day = _sponsor(by, partnership), on or access.today()
    if due_on < day:
        raise DomainError(_("The day has passed already. Choose one that is still to come."))
    return add_action(
        title=text,
        organisation=person.organisation,
        partnership=partnership,
        owner=person,
        due_on=due_on,
        origin=ActionOrigin.PLEDGE,
        notes=notes,
        by=by,
        created_on=day,
    )


@transaction.atomic
def ask_for_briefing(
    *,
    partnership: Partnership,
    asked_from: str,
    about: str,
    wanted_by: date,
    by: User,
    now: datetime | None = None,
) -> BriefingRequest:
    """Ask the partnership's managers, or the leads of one's own organisation, for a briefing by a day."""
    moment = now or timezone.now()
    person, day = _sponsor(by, partnership), access.day_of(moment)
    if wanted_by < day:
        raise DomainError(_("The day has passed already. Choose one that is still to come."))
    asked = list(briefers_of(partnership, organisation=person.organisation_id, asked_from=asked_from))
    if not asked:
        raise DomainError(_("Nobody holds this role at the moment. Ask the other, or name somebody first."))
    about = about.strip()
    if BriefingRequest.objects.open().filter(partnership=partnership, asked_by=person, about=about).exists():
        raise DomainError(_("You have asked for this already; it waits for an answer."))
    request = BriefingRequest.objects.create(
        partnership=partnership,
        organisation=person.organisation,
        asked_by=person,
        asked_from=asked_from,
        about=about,
        wanted_by=wanted_by,
        asked_on=day,
    )
    for one in asked:
        if one.email:
            queue_message(
                key=f"briefing-request:{request.pk}:{one.pk}",
                kind="briefing_request",
                to_person=one,
                subject_id=request.pk,
                due_at=moment,
            )
    record(by=by, verb="asked for a briefing", thing=request, organisation=person.organisation)
    return request


@transaction.atomic
def answer_briefing_request(
    *,
    request: BriefingRequest,
    by: User,
    meeting: Meeting | None = None,
    answer: str = "",
    now: datetime | None = None,
) -> BriefingRequest:
    """Answer a sponsor who wants to be briefed: by a meeting, in words, or both."""
    moment = now or timezone.now()
    person = access.person_of(by)
    rows = BriefingRequest.objects.select_for_update(of=("self",)).select_related("asked_by", "organisation")
    locked: BriefingRequest = rows.get(pk=request.pk)
    if person is None or not BriefingRequest.objects.answerable_by(by).filter(pk=locked.pk).exists():
        raise NotAllowed(_("Only who was asked can answer."))
    if locked.answered_on is not None:
        raise DomainError(_("This has been answered meanwhile."))
    if meeting is None and not answer.strip():
        raise DomainError(_("Choose a meeting, or write an answer."))
    if meeting is not None and meeting.group.partnership_id != locked.partnership_id:
        raise DomainError(_("Choose a meeting of this partnership."))
    locked.meeting, locked.answer = meeting, answer.strip()
    locked.answered_on, locked.answered_by = access.day_of(moment), person
    locked.save(update_fields=["meeting", "answer", "answered_on", "answered_by"])
    if locked.asked_by.email:
        queue_message(
            key=f"briefing-answered:{locked.pk}",
            kind="briefing_answered",
            to_person=locked.asked_by,
            subject_id=locked.pk,
            due_at=moment,
        )
    record(by=by, verb="answered", thing=locked, organisation=locked.organisation)
    return locked
