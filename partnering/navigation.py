"""The core's entries in the main navigation and in the tabs of its pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnering import access, inspecting, reach
from partnering.choices import Office
from partnering.models import Handover, Organisation, Partnership, User
from partnering.registry import (
    MergeRule,
    NavigationItem,
    Panel,
    Surface,
    Tab,
    add_merge_rules,
    navigation,
    panels,
    surfaces,
    tabs,
)

SURFACES = (
    ("all lists", "page", "partnering:all-lists"),
    ("organisation", "page", "partnering:organisation"),
    ("logo of an organisation", "file", "partnering:logo"),
    ("units of an organisation", "page", "partnering:units"),
    ("person", "page", "partnering:person"),
    ("notes and files of a thing", "page", "partnering:beside"),
    ("people to mention", "autocomplete", "partnering:mentions"),
    ("attached file", "file", "partnering:file"),
    ("mention in a note", "e-mail", "mention"),
    ("people and organisations found twice", "page", "partnering:twins"),
    ("merging of two people", "page", "partnering:merge-people"),
    ("merging of two organisations", "page", "partnering:merge-organisations"),
    ("members and roles", "page", "partnering:members"),
    ("phases and checklists", "page", "partnering:phases"),
    ("map of a partnership", "page", "partnering:partnership-map"),
    ("timeline of a partnership", "page", "partnering:timeline"),
    ("timeline of a partnership as a file", "file", "partnering:timeline"),
    ("guided journey", "page", "partnering:journey"),
    ("X-ray of a partnership", "page", "partnering:xray"),
    ("X-ray of an organisation", "page", "partnering:organisation-xray"),
    ("X-ray on the overview of a partnership", "panel", "partnering:partnership"),
    ("working group", "page", "partnering:group"),
    ("meeting", "page", "partnering:meeting"),
    ("days of a repeated meeting", "page", "partnering:repeat-meeting"),
    ("what changes at later meetings", "page", "partnering:change-later-meetings"),
    ("taking back an invitation", "page", "partnering:withdraw-invitation"),
    ("who was at a meeting", "page", "partnering:meeting-attendance"),
    ("minutes of a meeting", "page", "partnering:meeting-minutes"),
    ("decisions of a meeting", "page", "partnering:add-decision"),
    ("actions of a meeting", "page", "partnering:add-meeting-action"),
    ("action", "page", "partnering:action"),
    ("search", "search", "partnering:search"),
    ("palette", "autocomplete", "partnering:palette"),
    ("switch between partnerships", "page", "partnering:switch"),
    ("preview of an import", "page", "partnering:import-file"),
    ("progress of an import", "page", "partnering:import-progress"),
    ("bad rows of an import", "file", "partnering:import-bad-rows"),
    ("what stays when an import is undone", "file", "partnering:import-stays"),
    ("template of the import as CSV", "file", "partnering:import-template-csv"),
    ("template of the import as XLSX", "file", "partnering:import-template-xlsx"),
    ("handing over", "page", "partnering:hand-over"),
    ("somebody leaves", "page", "partnering:person-leaves"),
    ("handover", "page", "partnering:handover"),
    ("somebody moves", "page", "partnering:move-person"),
    ("somebody goes elsewhere", "page", "partnering:change-organisation"),
    ("records to confirm", "page", "partnering:records"),
    ("one's own record", "page", "partnering:own-record"),
    ("what is wrong with it", "page", "partnering:suggest-record"),
    ("actions in numbers", "page", "partnering:action-counts"),
    ("another day for an action", "page", "partnering:set-due"),
    ("board of actions", "page", "partnering:action-board"),
    ("many actions at once", "page", "partnering:change-together"),
    ("answer to a mail about an action", "page", "partnering:answer-for-action"),
    ("answer to an invitation", "page", "partnering:answer-invitation"),
    ("one's own meetings", "feed", "partnering:calendar"),
    ("invitation to a meeting", "e-mail", "meeting_invitation"),
    ("cancellation of a meeting", "e-mail", "meeting_cancellation"),
    ("reminder of a meeting", "e-mail", "meeting_reminder"),
    ("decisions to acknowledge", "e-mail", "decisions"),
    ("what one takes over", "e-mail", "handover"),
    ("open handovers of an organisation", "panel", "partnering:organisation"),
    ("attendance of a working group", "panel", "partnering:group"),
    ("invitation to sign in", "e-mail", "account_invitation"),
    ("new password", "e-mail", "password_reset"),
    ("an organisation's own sign-in", "page", "partnering:organisation-sign-in"),
    ("code to sign in", "e-mail", "login_code"),
    ("account was locked", "e-mail", "account_locked"),
    ("account was changed", "e-mail", "account_changed"),
    ("one's own account", "page", "account"),
    ("looking as another role", "page", "partnering:look-as"),
    ("refusal, nothing there, too many attempts, our fault", "error page", "templates"),
    ("what the server writes down of requests", "log", "partnering.logs"),
)


def _reads_register(user: User, organisation: Organisation) -> bool:
    person = access.person_of(user)
    own = person is not None and person.organisation_id == organisation.pk
    return own or access.keeps_register(user, organisation)


def _open_handovers(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    rows = Handover.objects.visible_to(request.user).open().filter(person__organisation=organisation)
    found = list(rows.select_related("person").annotate(left=Count("items", Q(items__successor=None))))
    return {"handovers": found} if found else None


def _weightiest_office(seats: list[Any]) -> dict[str, Any]:
    """Of seats that become one, the office stays that weighs most among those held now."""
    rank = {office: place for place, office in enumerate(Office.values)}
    offices = [seat.office for seat in seats if seat.ended_on is None]
    return {"office": min(offices, key=lambda one: rank[one])} if offices else {}


MERGE_RULES = (
    # What is on record stays as it was recorded.
    MergeRule("partnering.auditentry", stays=lambda row: True),
    MergeRule("partnering.rowchange", stays=lambda row: True),
    MergeRule("partnering.readentry", stays=lambda row: True),
    MergeRule("partnering.merge", stays=lambda row: True),
    MergeRule(
        "partnering.seat", times=("started_on", "ended_on"), within=("group",), joined=_weightiest_office
    ),
    MergeRule("partnering.role", times=("started_on", "ended_on"), within=("partnership", "kind")),
    MergeRule("partnering.membership", times=("joined_on", "left_on"), within=("partnership",)),
)


def _pressing(request: HttpRequest, partnership: Partnership) -> int:
    found = inspecting.seen_x_ray(request, partnership)
    return found.pressing if found else 0


def _x_ray_panel(request: HttpRequest, partnership: Partnership) -> dict[str, Any] | None:
    """The place for the gravest findings, which the page fetches once it is there: looking takes many questions."""
    return {"partnership": partnership} if reach.is_part(request.user, partnership.pk) else None


def register() -> None:
    """Put the core's entries where the frame of every page finds them."""
    navigation.extend(
        [
            NavigationItem("partnering:partnerships", _("Partnerships"), "handshake", order=20),
            NavigationItem("partnering:actions", _("Actions"), "list-checks", order=30),
            NavigationItem("partnering:organisations", _("Organisations"), "building-2", order=70),
            NavigationItem("partnering:people", _("People"), "users", order=80),
            NavigationItem("partnering:all-lists", _("All lists"), "table-properties", order=85),
            NavigationItem(
                "partnering:history", _("History"), "history", shown_to=access.reads_history, order=90
            ),
        ]
    )
    tabs.extend(
        [
            Tab(
                "partnership",
                "partnering:phases",
                _("Phases"),
                "milestone",
                lambda one: one.slug,
                order=15,
                group=_("Progress"),
            ),
            Tab(
                "partnership",
                "partnering:timeline",
                _("Timeline"),
                "history",
                lambda one: one.slug,
                order=18,
                group=_("Progress"),
            ),
            Tab(
                "partnership",
                "partnering:journey",
                _("Journey"),
                "route",
                lambda one: one.slug,
                order=17,
                group=_("Progress"),
            ),
            Tab(
                "partnership",
                "partnering:xray",
                _("X-ray"),
                "scan-search",
                lambda one: one.slug,
                order=16,
                group=_("Progress"),
                mark=_pressing,
            ),
            Tab(
                "organisation",
                "partnering:organisation-xray",
                _("X-ray"),
                "scan-search",
                shown_to=lambda user, one: access.reads_internals_of(user) == one.pk,
                order=45,
            ),
            Tab(
                "partnership",
                "partnering:members",
                _("Members and roles"),
                "users",
                lambda one: one.slug,
                order=60,
                group=_("Members"),
            ),
            Tab(
                "partnership",
                "partnering:memberships",
                _("Over time"),
                "history",
                lambda one: one.slug,
                order=61,
                group=_("Members"),
            ),
            Tab(
                "partnership",
                "partnering:partnership-map",
                _("Map"),
                "map",
                lambda one: one.slug,
                order=62,
                group=_("Members"),
            ),
            Tab(
                "partnership",
                "partnering:groups",
                _("Working groups"),
                "network",
                lambda one: one.slug,
                order=70,
                group=_("Working groups"),
            ),
            Tab(
                "partnership",
                "partnering:meetings",
                _("Meetings"),
                "calendar-days",
                lambda one: one.slug,
                order=71,
                group=_("Working groups"),
            ),
            Tab(
                "partnership",
                "partnering:decisions",
                _("Decisions"),
                "gavel",
                lambda one: one.slug,
                order=72,
                group=_("Working groups"),
            ),
            Tab(
                "partnership",
                "partnering:partnership-history",
                _("History"),
                "history",
                lambda one: one.slug,
                order=90,
            ),
            Tab(
                "organisation",
                "partnering:organisation-history",
                _("History"),
                "history",
                shown_to=access.leads_organisation,
                order=90,
                group=_("History"),
            ),
            Tab(
                "organisation",
                "partnering:organisation-reads",
                _("Who read our data"),
                "eye",
                shown_to=access.leads_organisation,
                order=91,
                group=_("History"),
            ),
            Tab(
                "organisation",
                "partnering:organisation-exports",
                _("Taken away"),
                "file-down",
                shown_to=access.leads_organisation,
                order=92,
                group=_("History"),
            ),
            Tab(
                "organisation",
                "partnering:records",
                _("Records"),
                "badge-check",
                shown_to=access.keeps_register,
                order=25,
            ),
            Tab(
                "organisation", "partnering:units", _("Units"), "network", shown_to=_reads_register, order=20
            ),
            Tab(
                "organisation",
                "partnering:organisation-sign-in",
                _("Sign-in"),
                "key-round",
                shown_to=access.leads_organisation,
                order=90,
            ),
        ]
    )
    panels.append(
        Panel("organisation", "handovers", "partnering/_open_handovers.html", _open_handovers, order=10)
    )
    add_merge_rules(*MERGE_RULES)
    panels.append(Panel("partnership", "x-ray", "partnering/parts/_xray_panel.html", _x_ray_panel, order=20))
    surfaces.extend(Surface(*one) for one in SURFACES)
