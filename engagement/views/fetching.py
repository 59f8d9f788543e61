"""The only ways in which engagement's views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from agreements.models import Agreement
from agreements.queries import organisations_spoken_for
from engagement.evidence import Member
from engagement.models import (
    Briefing,
    BriefingInvitation,
    BriefingRequest,
    CarriedQuestion,
    EngagementTarget,
    Interaction,
    MailedDraft,
    PlanItem,
    Report,
    SetStage,
    SignInSheet,
    SponsorMessage,
    TakeHomeBrief,
)
from engagement.queries.aspects import own_member
from engagement.queries.contractors import contractors_of
from engagement.queries.evidence import evidence_of
from engagement.queries.plans import own_organisation_in
from engagement.queries.readers import reader_of
from engagement.queries.sponsors import sponsors
from engagement.queries.traction import Count
from partnering import access
from partnering.answers import found_or_404, partnership_or_404
from partnering.models import Meeting, Organisation, Partnership, Person


@dataclass(frozen=True)
class OwnReach:
    """One's own organisation in a partnership: what is known of it, whether one leads it, when they signed."""

    member: Member
    organisation: str
    leads: bool
    signed_on: date | None


def partnership_to_see(user: Any, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return partnership_or_404(user, slug)


def partnership_to_manage(user: Any, slug: str) -> Partnership:
    """A partnership that the user manages."""
    partnership = partnership_or_404(user, slug)
    return found_or_404(partnership if access.manages_partnership(user, partnership) else None)


def partnership_to_sponsor(user: Any, slug: str) -> Partnership:
    """A partnership of which the user is a senior sponsor."""
    partnership = partnership_or_404(user, slug)
    return found_or_404(partnership if sponsors(user, partnership) else None)


def drafts_to_commit_in(user: Any, partnership: Partnership) -> list[Agreement]:
    """The drafts in which the user may enter commitments for their own organisation."""
    person = access.person_of(user)
    drafts = Agreement.objects.editable_by(user).filter(partnership=partnership)
    own = person.organisation_id if person else None
    return [one for one in drafts if organisations_spoken_for(user, one).filter(pk=own).exists()]


def message_to_see(user: Any, pk: int) -> SponsorMessage:
    """A sponsor's message that the user may read."""
    rows = SponsorMessage.objects.visible_to(user).select_related(
        "partnership", "author__organisation", "group"
    )
    found: SponsorMessage = get_object_or_404(rows, pk=pk)
    return found


def asked_briefing_to_see(user: Any, pk: int) -> tuple[BriefingRequest, bool]:
    """A briefing that the user asked for or is to give, and whether they may still answer."""
    rows = BriefingRequest.objects.visible_to(user).select_related(
        "partnership", "asked_by", "answered_by", "meeting__group"
    )
    found: BriefingRequest = get_object_or_404(rows, pk=pk)
    return found, BriefingRequest.objects.answerable_by(user).open().filter(pk=pk).exists()


def briefing_to_answer(user: Any, pk: int) -> BriefingRequest:
    """A briefing that the user is asked for."""
    rows = BriefingRequest.objects.answerable_by(user).select_related("partnership", "asked_by")
    found: BriefingRequest = get_object_or_404(rows, pk=pk)
    return found


def report_to_see(user: Any, pk: int) -> Report:
    """A report that the user asked for, of a partnership of which they are still part."""
    found: Report = get_object_or_404(Report.objects.visible_to(user).select_related("partnership"), pk=pk)
    return found


def own_reach(user: Any, partnership: Partnership) -> OwnReach:
    """The user's own organisation as a partnership's evidence has it, when they may read its internal matters."""
    reader = reader_of(user, partnership)
    count = Count(partnership, evidence_of(partnership)) if reader.reads_internals else None
    member = own_member(reader, count, access.today()) if count else None
    if count is None or member is None:
        raise Http404
    signed = min((span.start for span in count.evidence.in_force if span.start), default=None)
    return OwnReach(member, reader.organisation, reader.leads, signed)


def member_of(partnership: Partnership, organisation: int) -> Member:
    """An organisation as a partnership's evidence has it; not found when it isn't a member today."""
    members = Count(partnership, evidence_of(partnership)).members(access.today())
    return found_or_404(next((one for one in members if one.pk == organisation), None))


def own_person(user: Any, pk: int) -> Person:
    """Somebody of the organisation whose internal matters the user reads, or the user's own person."""
    me, reads = access.person_of(user), access.reads_internals_of(user)
    mine = Q(pk=me.pk if me else None)
    rows = Person.objects.visible_to(user).filter(mine | Q(organisation=reads) if reads else mine)
    found: Person = get_object_or_404(rows.select_related("organisation", "unit"), pk=pk)
    return found


def person_to_place(user: Any, pk: int) -> Person:
    """Somebody of the organisation that the user leads."""
    found = own_person(user, pk)
    if not access.leads_organisation(user, found.organisation_id):
        raise Http404
    return found


def stage_to_withdraw(user: Any, pk: int) -> SetStage:
    """A stage that was set for somebody of the organisation that the user leads."""
    rows = SetStage.objects.visible_to(user).select_related("person__organisation", "partnership")
    found: SetStage = get_object_or_404(rows, pk=pk)
    if not access.leads_organisation(user, found.person.organisation_id):
        raise Http404
    return found


def target_to_change(user: Any, pk: int) -> EngagementTarget:
    """A target that holds, of the organisation that the user leads."""
    rows = EngagementTarget.objects.visible_to(user).filter(dropped_on=None)
    found: EngagementTarget = get_object_or_404(
        rows.select_related("unit__organisation", "partnership"), pk=pk
    )
    if not access.leads_organisation(user, found.unit.organisation_id):
        raise Http404
    return found


def briefing_to_see(user: Any, pk: int) -> Briefing:
    """A briefing of the organisation whose internal matters the user reads."""
    rows = Briefing.objects.visible_to(user).select_related("partnership", "organisation", "interaction")
    found: Briefing = get_object_or_404(rows, pk=pk)
    return found


def briefing_to_keep(user: Any, pk: int) -> Briefing:
    """A briefing of the organisation that the user leads."""
    found = briefing_to_see(user, pk)
    if not access.leads_organisation(user, found.organisation_id):
        raise Http404
    return found


def briefing_invitation_to_withdraw(user: Any, pk: int) -> BriefingInvitation:
    """An invitation that stands, of somebody of the organisation that the user leads."""
    rows = BriefingInvitation.objects.visible_to(user).filter(withdrawn_at=None)
    found: BriefingInvitation = get_object_or_404(rows.select_related("person", "briefing", "meeting"), pk=pk)
    if not access.leads_organisation(user, found.person.organisation_id):
        raise Http404
    return found


def interaction_to_see(user: Any, pk: int) -> Interaction:
    """An interaction that the user may see."""
    rows = Interaction.objects.visible_to(user).select_related(
        "partnership", "organisation", "group", "meeting"
    )
    found: Interaction = get_object_or_404(rows, pk=pk)
    return found


def interaction_to_change(user: Any, pk: int) -> Interaction:
    """An interaction that the user may edit and delete."""
    rows = Interaction.objects.changeable_by(user).select_related("partnership", "organisation", "group")
    found: Interaction = get_object_or_404(rows, pk=pk)
    return found


def meeting_to_keep(user: Any, pk: int) -> Meeting:
    """A meeting whose attendance the user notes."""
    rows = Meeting.objects.visible_to(user).select_related("group__partnership")
    found: Meeting = get_object_or_404(rows, pk=pk)
    if not access.may_keep_minutes(user, found.group):
        raise Http404
    return found


def sheet_to_keep(user: Any, pk: int) -> SignInSheet:
    """The sign-in sheet of something of which the user notes who was there."""
    rows = SignInSheet.objects.visible_to(user).select_related(
        "interaction__partnership", "interaction__organisation", "meeting__group__partnership"
    )
    found: SignInSheet = get_object_or_404(rows, pk=pk)
    return found


def draft_to_see(user: Any, pk: int) -> MailedDraft:
    """What arrived by the user's own e-mail."""
    found: MailedDraft = get_object_or_404(
        MailedDraft.objects.visible_to(user).select_related("partnership"), pk=pk
    )
    return found


def own_participant(user: Any, interaction: Interaction, pk: int) -> Person:
    """Somebody of the user's own organisation who is noted as having taken part."""
    me = access.person_of(user)
    rows = Person.objects.visible_to(user).filter(participations__interaction=interaction)
    found: Person = get_object_or_404(rows, pk=pk, organisation=me.organisation_id if me else None)
    return found


def logger_to_see(user: Any, interaction: Interaction) -> Person | None:
    """Who logged it, when the user may know them."""
    if interaction.logged_by_id is None:
        return None
    found: Person | None = Person.objects.visible_to(user).filter(user=interaction.logged_by_id).first()
    return found


def brief_to_see(user: Any, pk: int) -> TakeHomeBrief:
    """A take-home brief of the user's own organisation that they may read."""
    rows = TakeHomeBrief.objects.visible_to(user).select_related(
        "organisation", "meeting__group__partnership", "interaction"
    )
    found: TakeHomeBrief = get_object_or_404(rows, pk=pk)
    return found


def brief_to_change(user: Any, pk: int) -> TakeHomeBrief:
    """A take-home brief of the organisation for which the user speaks."""
    rows = TakeHomeBrief.objects.changeable_by(user).select_related(
        "organisation", "meeting__group__partnership"
    )
    found: TakeHomeBrief = get_object_or_404(rows, pk=pk)
    return found


def led_organisation(user: Any) -> Organisation:
    """The user's own organisation, when they lead its partnering."""
    me = access.person_of(user)
    if me is None or not access.leads_own_organisation(user):
        raise Http404
    own: Organisation = me.organisation
    return own


def own_organisation(user: Any, pk: int) -> Organisation:
    """The user's own organisation, when they may read its internal matters."""
    found: Organisation = get_object_or_404(
        Organisation.objects.visible_to(user).filter(pk=access.reads_internals_of(user)), pk=pk
    )
    return found


def plan_item_to_see(user: Any, pk: int) -> PlanItem:
    """An answer of the user's own organisation that they may read."""
    rows = PlanItem.objects.visible_to(user).select_related(
        "organisation", "partnership", "owner", "carried__principal"
    )
    found: PlanItem = get_object_or_404(rows, pk=pk)
    return found


def plan_item_to_change(user: Any, pk: int) -> PlanItem:
    """An answer that the user may change."""
    rows = PlanItem.objects.changeable_by(user).select_related("organisation", "partnership", "owner")
    found: PlanItem = get_object_or_404(rows, pk=pk)
    return found


def contractor_to_ask(user: Any, pk: int, contractor: int) -> tuple[Organisation, Organisation]:
    """The user's own organisation, which they lead, and somebody who works for it."""
    principal = own_organisation(user, pk)
    if not access.leads_organisation(user, principal):
        raise Http404
    return principal, found_or_404(
        next((one for one in contractors_of(principal) if one.pk == contractor), None)
    )


def carried_to_take_back(user: Any, pk: int) -> CarriedQuestion:
    """A question that the organisation which the user leads carried over."""
    rows = CarriedQuestion.objects.visible_to(user).select_related("principal", "contractor")
    found: CarriedQuestion = get_object_or_404(rows, pk=pk)
    if not access.leads_organisation(user, found.principal_id):
        raise Http404
    return found


def carried_item_to_answer(user: Any, pk: int) -> PlanItem:
    """What the user may answer for the organisation for which theirs works."""
    rows = PlanItem.objects.changeable_by(user).filter(carried__withdrawn_on=None)
    found: PlanItem = get_object_or_404(
        rows.select_related("organisation", "carried__principal"),
        carried=pk,
        carried__principal=F("organisation__contractor_of"),
    )
    return found


def own_member_organisation(user: Any, partnership: Partnership) -> Organisation:
    """The user's own organisation, when they may read its internal matters and it is a member of the partnership."""
    return found_or_404(own_organisation_in(user, partnership, access.reads_internals_of(user)))
