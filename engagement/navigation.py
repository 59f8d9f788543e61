"""Engagement's entries in the main navigation and in the tabs of partnerships and organisations."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from engagement.models import Interaction, Participation, SetStage, SponsorMessage, TakeHomeBrief
from engagement.queries.handovers import what_hangs_on_person
from partnering import access, kept
from partnering.attachables import add_attachable
from partnering.choices import MeetingState
from partnering.models import Meeting, Membership, Organisation, Partnership, Person, User
from partnering.registry import NavigationItem, Panel, Surface, Tab, homes, navigation, panels, surfaces, tabs

SURFACES = (
    ("dashboard", "page", "engagement:dashboard"),
    ("overview of a partnership", "page", "engagement:partnership"),
    ("traction", "page", "engagement:traction"),
    ("reach", "page", "engagement:reach"),
    ("targets", "page", "engagement:targets"),
    ("people by stage", "page", "engagement:reach-people"),
    ("invitations to a briefing", "page", "engagement:invite-to-briefing"),
    ("briefing inside", "page", "engagement:briefing"),
    ("answer to an invitation to a briefing", "page", "engagement:answer-briefing-invitation"),
    ("invitation to a briefing", "e-mail", "briefing_invitation"),
    ("briefing called off", "e-mail", "briefing_cancellation"),
    ("stage of a person", "page", "engagement:stage"),
    ("stages that were set", "panel", "partnering:person"),
    ("network of people", "page", "engagement:network"),
    ("network of people as a file", "file", "engagement:network-file"),
    ("interaction", "page", "engagement:interaction"),
    ("logging on a phone", "page", "engagement:phone-log"),
    ("address for e-mails", "page", "engagement:mail-address"),
    ("e-mail to be confirmed", "page", "engagement:mailed-draft"),
    ("e-mail to be confirmed", "e-mail", "mailed_draft"),
    ("sign-in sheet", "page", "engagement:sheet"),
    ("sign-in sheet on paper", "page", "engagement:print-sheet"),
    ("what is signed for", "page", "engagement:sign-here"),
    ("way to a meeting's sign-in sheet", "panel", "partnering:meeting"),
    ("events of a calendar file", "page", "engagement:log-calendar"),
    ("take-home brief", "page", "engagement:take-home-brief"),
    ("one's own take-home brief", "panel", "partnering:meeting"),
    ("engagement plan", "page", "engagement:plan"),
    ("engagement plan in a partnership", "page", "engagement:partnership-plan"),
    ("contractors' part of the plan", "page", "engagement:contractors-parts"),
    ("plans of members side by side", "page", "engagement:plans-beside"),
    ("answer of the engagement plan", "page", "engagement:plan-item"),
    ("preparation before agreeing", "page", "engagement:prepare"),
    ("traction report", "file", "engagement:download-report"),
    ("what somebody took part in", "panel", "partnering:person"),
    ("what hangs on somebody", "panel", "partnering:handover"),
    ("nudge", "e-mail", "nudge"),
    ("messages of sponsors", "panel", "partnering:partnership"),
    ("wall", "page", "engagement:wall"),
    ("balance between partners", "page", "engagement:balance"),
    ("weights of traction", "page", "engagement:weights"),
    ("page of a senior sponsor", "page", "engagement:sponsor"),
    ("message of a sponsor", "page", "engagement:sponsor-message"),
    ("briefing asked for", "page", "engagement:briefing-request"),
    ("message of a sponsor", "e-mail", "sponsor_message"),
    ("briefing asked for", "e-mail", "briefing_request"),
    ("briefing answered", "e-mail", "briefing_answered"),
)


SHOWN = 8
SENT = 3


def _slug(partnership: Partnership) -> str:
    return partnership.slug


def _reads_plan(user: Any, organisation: Organisation) -> bool:
    return access.reads_internals_of(user) == organisation.pk


def _reads_internals(user: Any) -> bool:
    return access.reads_internals_of(user) is not None


def _prepare(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """The way to the page on which one's own organisation prepares."""
    return {"pk": organisation.pk} if _reads_plan(request.user, organisation) else None


def _reads_reach(user: Any, partnership: Partnership) -> bool:
    own = access.reads_internals_of(user)
    if own is None or not access.manages_partnership(user, partnership):
        return own is not None  # who sees a partnership without managing it is of a member
    known = access.standing_of(user)
    if partnership.pk in known.members or not known.is_member_of_many:
        return partnership.pk in known.members
    return Membership.objects.current().filter(partnership=partnership, organisation=own).exists()


def _what_hangs(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """What hangs on somebody whose part is passed on, for who leads their organisation."""
    if not access.leads_organisation(request.user, person.organisation_id):
        return None
    part = Q(roles__person=person) | Q(groups__seats__person=person) | Q(interactions__people=person)
    rows = Partnership.objects.visible_to(request.user).live().filter(part).distinct()
    hung = what_hangs_on_person(person, rows, access.today())
    return {"hung": hung, "several": len({one.partnership.pk for one in hung}) > 1} if hung else None


def _took_part(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The latest that somebody took part in, as far as the reader may know it."""
    found = kept.rows(_participations, request.user, kept.Slot(person.pk))
    return {"participations": found} if found else None


def _participations(user: User, person: int) -> QuerySet[Participation]:
    rows: QuerySet[Participation] = Participation.objects.visible_to(user).filter(person=person)
    return rows.order_by("-interaction__held_on").select_related("interaction__partnership")[:SHOWN]


def _set_stages(request: HttpRequest, person: Person) -> dict[str, Any] | None:
    """The stages that hold because the reader's own lead has set them for the reader.

    Whoever reads those of others finds them beside a partnership.
    """
    found = kept.rows(_stages_set, request.user, kept.Slot(person.pk))
    return {"set_stages": found} if found else None


def _stages_set(user: User, person: int) -> QuerySet[SetStage]:
    me = access.person_of(user)
    own = SetStage.objects.visible_to(user).current().filter(person=me.pk if me else None)
    rows: QuerySet[SetStage] = own.filter(person=person)
    return rows.select_related("partnership")


def _own_brief(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The brief of the reader's own organisation about a meeting, when they may read it."""
    rows = TakeHomeBrief.objects.visible_to(request.user).filter(meeting=meeting)
    found = rows.select_related("organisation").first()
    return {"brief": found} if found else None


def _sheet(request: HttpRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The way to a meeting's sign-in sheet, for who notes who was there."""
    keeps = meeting.state != MeetingState.CANCELLED and access.may_keep_minutes(request.user, meeting.group)
    return {"pk": meeting.pk} if keeps else None


def _sponsor_messages(request: HttpRequest, partnership: Partnership) -> dict[str, Any] | None:
    """The latest that sponsors wrote, as far as the reader may see it."""
    sent = kept.rows(_messages, request.user, kept.Slot(partnership.pk))
    return {"sent": sent} if sent else None


def _messages(user: User, partnership: int) -> QuerySet[SponsorMessage]:
    rows: QuerySet[SponsorMessage] = SponsorMessage.objects.visible_to(user).filter(partnership=partnership)
    return rows.select_related("author")[:SENT]


def register() -> None:
    """Put engagement's entries where the frame of every page finds them, and its page of a partnership first."""
    homes["partnership"] = "engagement:partnership"
    navigation.append(NavigationItem("engagement:dashboard", _("Overview"), "layout-dashboard", order=10))
    navigation.append(
        NavigationItem(
            "engagement:portfolio", _("Portfolio"), "layout-list", shown_to=access.may_start, order=15
        )
    )
    navigation.append(
        NavigationItem(
            "engagement:prepare-own", _("Prepare"), "clipboard-check", shown_to=_reads_internals, order=45
        )
    )
    panels.append(Panel("organisation", "prepare", "engagement/parts/_prepare.html", _prepare, order=15))
    panels.append(
        Panel(
            "partnership",
            "messages of sponsors",
            "engagement/parts/_sponsor_messages.html",
            _sponsor_messages,
        )
    )
    panels.append(Panel("person", "took part", "engagement/parts/_took_part.html", _took_part))
    panels.append(
        Panel(
            "person",
            "stages that were set",
            "engagement/parts/_set_stages.html",
            _set_stages,
            there=_stages_set,
        )
    )
    panels.append(Panel("handover", "what hangs on them", "engagement/parts/_hung.html", _what_hangs))
    panels.append(Panel("meeting", "own brief", "engagement/parts/_own_brief.html", _own_brief))
    panels.append(Panel("meeting", "sign-in sheet", "engagement/parts/_sheet.html", _sheet))
    tabs.extend(
        [
            Tab(
                "partnership",
                "engagement:take-home-briefs",
                _("Briefs"),
                "megaphone",
                _slug,
                order=73,
                group=_("Working groups"),
            ),
            Tab(
                "partnership",
                "engagement:traction",
                _("Traction"),
                "chart-no-axes-column",
                _slug,
                order=20,
                group=_("Traction"),
            ),
            Tab(
                "partnership",
                "engagement:reach",
                _("Reach"),
                "radar",
                _slug,
                shown_to=_reads_reach,
                order=25,
                group=_("Traction"),
            ),
            Tab(
                "partnership",
                "engagement:partnership-plan",
                _("Plan"),
                "list-todo",
                _slug,
                shown_to=_reads_reach,
                order=26,
                group=_("Traction"),
            ),
            Tab(
                "partnership",
                "engagement:network",
                _("Network"),
                "waypoints",
                _slug,
                order=27,
                group=_("Traction"),
            ),
            Tab(
                "partnership",
                "engagement:balance",
                _("Balance"),
                "scale",
                _slug,
                order=28,
                group=_("Traction"),
            ),
            Tab(
                "partnership",
                "engagement:interactions",
                _("Interactions"),
                "messages-square",
                _slug,
                order=30,
                group=_("Traction"),
            ),
            Tab(
                "organisation",
                "engagement:prepare",
                _("Prepare"),
                "clipboard-check",
                shown_to=_reads_plan,
                order=39,
            ),
            Tab(
                "organisation",
                "engagement:plan",
                _("Engagement plan"),
                "list-todo",
                shown_to=_reads_plan,
                order=40,
            ),
        ]
    )
    add_attachable(
        Interaction,
        "interaction",
        partnership=lambda thing: thing.partnership if thing.joint else None,
        title="title",
    )
    surfaces.extend(Surface(*one) for one in SURFACES)
