"""What this app shows on pages of lower ones: its tabs, its entry in the navigation, and its panels."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.attachables import add_attachable
from partnering.models import Action, Organisation
from partnering.registry import NavigationItem, Panel, Surface, Tab, navigation, panels, surfaces, tabs
from readiness import drawings, queries
from readiness.models import Campaign, Evidence, TakenOn


def _reads_surveys(user: Any) -> bool:
    return access.reads_internals_of(user) is not None


def _only_answers(user: Any) -> bool:
    """Those who run or read surveys find their own by a button of that page."""
    return access.person_of(user) is not None and not _reads_surveys(user)


def survey_of_organisation(request: HttpRequest, organisation: Organisation) -> dict[str, Any] | None:
    """The newest result of one's own organisation, and whether a survey is open; None for everybody else."""
    if access.reads_internals_of(request.user) != organisation.pk:
        return None
    seen = Campaign.objects.visible_to(request.user)
    newest = seen.closed().order_by("-closed_on", "-pk").values("pk")[:1]
    rows = seen.launched().filter(Q(closed_on=None) | Q(pk=Subquery(newest)))
    shown = list(rows.select_related("framework_version", "result"))
    latest = next((one for one in shown if one.closed_on), None)
    framework = queries.framework_for_reader(request.user, latest) if latest else None
    return {
        "latest": latest,
        "radar": drawings.radar(framework, latest.result) if latest and framework else None,
        "open_campaigns": [one for one in shown if not one.closed_on],
        "may_start": access.leads_organisation(request.user, organisation),
    }


def area_of_action(request: HttpRequest, action: Action) -> dict[str, Any] | None:
    """For which area of which survey an action was taken on; None for who may not read the survey."""
    rows = TakenOn.objects.visible_to(request.user).filter(action=action)
    taken = rows.select_related("campaign__framework_version", "campaign__result").first()
    if taken is None:
        return None
    framework = queries.framework_for_reader(request.user, taken.campaign)
    areas = queries.areas_of(framework, taken.campaign.result)
    return {"campaign": taken.campaign, "area": next(area for area in areas if area.key == taken.area)}


def register() -> None:
    """Put everything where the core's pages find it, and the ways by which data leaves on record."""
    navigation.append(
        NavigationItem("readiness:campaigns", _("Readiness"), "gauge", shown_to=_reads_surveys, order=40)
    )
    navigation.append(
        NavigationItem(
            "readiness:own-surveys", _("My surveys"), "clipboard-list", shown_to=_only_answers, order=40
        )
    )
    tabs.append(
        Tab(
            "partnership",
            "readiness:shared-results",
            _("Readiness"),
            "gauge",
            lambda one: one.slug,
            order=50,
            group=_("Readiness"),
        )
    )
    tabs.append(
        Tab(
            "partnership",
            "readiness:reviews",
            _("Relationship reviews"),
            "heart-handshake",
            lambda one: one.slug,
            order=51,
            group=_("Readiness"),
        )
    )
    panels.append(
        Panel(
            "organisation",
            "readiness",
            "readiness/_organisation_panel.html",
            survey_of_organisation,
            order=20,
        )
    )
    panels.append(Panel("action", "area", "readiness/_action_panel.html", area_of_action, order=10))
    add_attachable(Evidence, "evidence", title="title")
    surfaces.extend(
        [
            Surface("readiness survey and its result", "page", "readiness:campaign"),
            Surface("survey as respondents see it", "page", "readiness:preview-campaign"),
            Surface("questions of a survey as respondents see them", "page", "readiness:preview-area"),
            Surface("comments of a readiness survey", "page", "readiness:comments"),
            Surface("readiness result beside others", "page", "readiness:compare"),
            Surface("readiness result on one page", "file", "readiness:one-page"),
            Surface("readiness frameworks", "page", "readiness:frameworks"),
            Surface("readiness framework of an organisation", "page", "readiness:framework"),
            Surface("version of a readiness framework", "page", "readiness:framework-version"),
            Surface("preview of a readiness framework", "page", "readiness:preview-framework"),
            Surface("readiness framework as a file", "file", "readiness:framework-file"),
            Surface("version of a readiness framework as a file", "file", "readiness:version-file"),
            Surface("file of a survey to be imported", "page", "readiness:survey-import"),
            Surface("evidence beside what people say", "page", "readiness:evidence"),
            Surface("piece of evidence", "page", "readiness:evidence-item"),
            Surface("relationship reviews of a partnership", "page", "readiness:reviews"),
            Surface("relationship review", "page", "readiness:review"),
            Surface("relationship review on one page", "file", "readiness:review-one-page"),
            Surface("shared readiness results", "page", "readiness:shared-results"),
            Surface("personal survey", "page", "readiness:survey"),
            Surface("ways to answer a survey", "page", "readiness:ways"),
            Surface("poster with the shared link of a survey", "file", "readiness:poster"),
            Surface("survey as a form on paper", "file", "readiness:paper-form"),
            Surface("surveys that ask oneself", "page", "readiness:own-surveys"),
            Surface("readiness of an organisation", "panel", "partnering:organisation"),
            Surface("area of a survey from which an action arose", "panel", "partnering:action"),
            Surface("invitation to a survey", "e-mail", "survey_invitation"),
            Surface("trial of an invitation to a survey", "e-mail", "survey_trial"),
            Surface("reminder of a survey", "e-mail", "survey_reminder"),
            Surface("survey that could not be counted", "e-mail", "survey_not_counted"),
        ]
    )
