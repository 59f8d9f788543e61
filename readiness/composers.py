"""What this app's e-mails say, composed when they leave, so that no link to a survey rests in the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.composers import absolute, compose
from partnering.models import OutgoingMessage, Person
from partnering.registry import BatchComposer, Composed, Composer, Suppressed, message_composers
from readiness import languages
from readiness.models import Campaign, Counting, FrameworkVersion, Invitation
from readiness.queries.trials import KIND as TRIAL
from readiness.services.tokens import token_of

INVITATION, REMINDER = "readiness/mail/survey_invitation", "readiness/mail/survey_reminder"
ASKERS = ("campaign__organisation", "campaign__partnership")
INVITES = _("A few minutes for: %(title)s")


def link_of(invitation: Invitation) -> str:
    """The full address of somebody's survey."""
    return absolute(reverse("readiness:survey", args=[token_of(invitation)]))


def surveys_mails(messages: Sequence[OutgoingMessage]) -> Composer:
    """Reads what all invitations and reminders of a batch need, in two queries, and composes each of them.

    `subject_id` is the number of the invitation whose personal link a mail holds. A framework is large, and the same
    for all who are asked.
    """
    numbers = [message.subject_id for message in messages if message.subject_id.isdecimal()]
    rows = Invitation.objects.filter(pk__in=numbers)
    invitations = {str(row.pk): row for row in rows.select_related(*ASKERS, "person")}
    versions = FrameworkVersion.objects.in_bulk(
        {row.campaign.framework_version_id for row in invitations.values()}
    )
    for row in invitations.values():
        row.campaign.framework_version = versions[row.campaign.framework_version_id]

    def composed(message: OutgoingMessage) -> Composed | Suppressed:
        return _of_invitation(message, invitations.get(message.subject_id))

    return composed


def _of_invitation(message: OutgoingMessage, invitation: Invitation | None) -> Composed | Suppressed:
    if invitation is None or invitation.person_id != message.to_person_id:
        return Suppressed("The survey is not there any more")
    if invitation.answered:
        return Suppressed("No mail is needed any more")
    if not invitation.campaign.takes_answers(access.today()):
        return Suppressed("The survey takes no answers now")
    template, subject = INVITATION, INVITES
    if message.kind == "survey_reminder":
        template = REMINDER
        subject = _("Last call: %(title)s") if message.details.get("last") else _("Still time for: %(title)s")
    return _written(invitation.campaign, invitation.person, template, subject, link=link_of(invitation))


def survey_trial(message: OutgoingMessage) -> Composed | Suppressed:
    """The invitation as it will look, to who runs the survey or review; `subject_id` is its number.

    Its link opens a preview.
    """
    person = message.to_person
    user = person.user if person else None
    related = ("organisation", "partnership", "framework_version")
    rows = Campaign.objects.run_by(user).filter(pk=message.subject_id)
    campaign = rows.select_related(*related).first()
    if campaign is None or person is None:
        return Suppressed("Does not run this survey")
    page = "preview-review" if campaign.is_review else "preview-campaign"
    link = absolute(reverse(f"readiness:{page}", args=[campaign.pk]))
    return _written(campaign, person, INVITATION, INVITES, link=link, is_trial=True)


def survey_not_counted(message: OutgoingMessage) -> Composed | Suppressed:
    """That counting a survey was given up, to who runs it; `subject_id` is the survey's number."""
    person = message.to_person
    rows = Counting.objects.manageable_by(person.user if person else None).given_up()
    job = rows.filter(campaign=message.subject_id).select_related(*ASKERS).first()
    if job is None or person is None:
        return Suppressed("It is being counted, or somebody else runs the survey")
    context = {"person": person, "campaign": job.campaign, "link": absolute(job.campaign.get_absolute_url())}
    subject = gettext("Could not be counted: %(title)s") % {"title": job.campaign.title}
    return compose("readiness/mail/survey_not_counted", subject, context)


def _written(
    campaign: Campaign, person: Person, template: str, subject: Any, *, link: str, is_trial: bool = False
) -> Composed:
    """A mail about a survey, in the language noted of its reader, where the survey speaks it too."""
    framework = campaign.framework_version.framework
    context = {
        "person": person,
        "campaign": campaign,
        "organisation": campaign.asker,
        "minutes": framework.minutes,
        "link": link,
        "is_trial": is_trial,
    }
    language = languages.best_of(framework.languages, [languages.noted_language(person)])
    with languages.pages_in(language):
        line = str(subject) % {"title": campaign.words_in(language)["title"]}
        return compose(
            template, str(_("Trial: %(subject)s")) % {"subject": line} if is_trial else line, context
        )


def register() -> None:
    """Put the composers where the outbox finds them."""
    for kind in ("survey_invitation", "survey_reminder"):
        message_composers[kind] = BatchComposer(surveys_mails)
    message_composers[TRIAL] = survey_trial
    message_composers["survey_not_counted"] = survey_not_counted
