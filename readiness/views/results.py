"""A survey's own page with its result, what follows from it, and what partners get to see."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.models import User
from partnering.queries import people_listed
from partnering.services.reads import What, note_reads
from readiness import drawings, queries
from readiness.forms.campaigns import ShareForm
from readiness.models import Campaign, Comment, SharedResult
from readiness.services import sharing
from readiness.views import asking, counting, fetching, following

COMMENTS = 10


@login_required
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """A survey: as a draft what its launch needs, then how many have answered, and in the end its result."""
    thing = fetching.campaign_to_see(request.user, pk)
    manages = fetching.manages(request.user, thing)
    if thing.launched_on is None:
        return asking.draft_page(request, thing, manages=manages)
    if thing.counting_since is not None:
        counted = counting.counted(thing, manages=manages)
        return render(request, "readiness/campaign_counting.html", counted)
    if thing.closed_on is None:
        return asking.running_page(request, thing, manages=manages)
    context = {"campaign": thing, "manages": manages}
    return render(request, "readiness/result.html", context | _result(request.user, thing, manages))


def _result(user: User, thing: Campaign, manages: bool) -> dict[str, Any]:
    summary = queries.summary_of(user, thing)
    framework, result = summary.framework, summary.result
    return {
        "summary": summary,
        "framework": framework,
        "result": result,
        "areas": summary.areas,
        "has_gaps": any(area.level_gap or area.unit_gap for area in summary.areas),
        "since": summary.since,
        "beside": queries.evidence_beside(user, thing, framework.language, access.today()),
        "shows_areas": any(area.mean is not None for area in summary.areas),
        "radar": drawings.radar(framework, result, summary.since),
        "bars": drawings.bars(framework, result),
        "spread": drawings.spread(framework, summary.areas),
        "questions": drawings.questions_by_area(framework, summary.questions),
        "by_unit": drawings.heat_map(framework, result, "units"),
        "by_level": drawings.heat_map(framework, result, "levels"),
        "pairs": drawings.pairs(framework, result),
        "unknown_by_unit": queries.unknown_by_group(result, "units"),
        "unknown_by_level": queries.unknown_by_group(result, "levels"),
        "comments": Comment.objects.visible_to(user).filter(campaign=thing)[:COMMENTS],
        "themes": list(queries.themes_counted(user, thing)),
        "named": [] if thing.is_confidential else queries.answers_by_name(user, thing),
        "sharings": _sharings(thing) if manages else (),
        "may_share": manages and result.shared_mean is not None,
    }


def _sharings(thing: Campaign) -> QuerySet[SharedResult]:
    rows: QuerySet[SharedResult] = SharedResult.objects.in_force().filter(campaign=thing)
    return rows.select_related("partnership")


@login_required
def one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The result on one sheet of paper, as a PDF."""
    thing = fetching.campaign_to_see(request.user, pk)
    return following.on_one_page(request, thing)


@login_required
def take_on(request: HttpRequest, pk: int, area: str, number: int) -> HttpResponse:
    """Make an action of something recommended for an area."""
    thing = fetching.campaign_to_manage(request.user, pk)
    people = people_listed(request.user).filter(organisation=thing.organisation).order_by("name")
    said = _("The action is noted. It is internal to your organisation.")
    return following.take_on(request, thing, area, number, people=people, said=said)


@login_required
def share_result(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a partnership see the areas of a result."""
    thing = fetching.campaign_to_manage(request.user, pk)
    if thing.closed_on is None:
        raise Http404
    form = ShareForm(
        request.POST or None, partnerships=queries.partnerships_to_share_with(request.user, thing)
    )
    if form.is_valid():
        partnership = form.cleaned_data["partnership"]
        made = carried_out(
            form,
            lambda: sharing.share_result(
                campaign=thing, partnership=partnership, by=request.user, on=access.today()
            ),
        )
        if made:
            messages.success(request, _("Members of %(name)s see it now.") % {"name": partnership})
            return redirect(thing)
    intro = _(
        "Members see the mean and band of each area, nothing by unit or level, no questions and no comments. "
        "You can take it back at any time."
    )
    heading = _("Share %(title)s") % {"title": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), submit=_("Share"), intro=intro)


@login_required
def withdraw_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a sharing back; asks first."""
    shared = fetching.sharing_to_take_back(request.user, pk)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: sharing.withdraw_share(shared=shared, by=request.user, on=access.today()),
            _("Taken back. Partners don't see it any more."),
            shared.campaign,
        )
    heading = _("Take the result back from %(name)s?") % {"name": shared.partnership}
    text = _("Its members will not see it any more. It also stops counting in what they see of traction.")
    back = shared.campaign.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Take it back"))


@login_required
def shared_results(request: HttpRequest, slug: str) -> HttpResponse:
    """What the members of a partnership share of their readiness, side by side by framework."""
    partnership = fetching.partnership_to_see(request.user, slug)
    shown = queries.shared_with(request.user, partnership)
    owners = {row.organisation for _framework, rows in shown for row in rows}
    note_reads(by=request.user, what=What.RESULTS, thing=partnership, organisations=owners)
    groups = [
        (framework, rows, drawings.radar_of_members(framework, rows), queries.gaps_between(framework, rows))
        for framework, rows in shown
    ]
    context = {"partnership": partnership, "groups": groups}
    return render(request, "readiness/shared_results.html", context)
