"""Relationship reviews: the waves of a partnership, what each shows, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import page_of
from partnering.choices import Level
from partnering.queries import members_of, people_listed
from readiness import drawings, languages, queries
from readiness.framework_files import REVIEW, built_in
from readiness.queries import reviews as shown
from readiness.services.survey_reminders import plan_of
from readiness.views import counting, fetching, following, reviews_asking, running


@login_required
def reviews(request: HttpRequest, slug: str) -> HttpResponse:
    """The reviews of a partnership, wave after wave."""
    partnership = fetching.partnership_to_see(request.user, slug)
    context = {
        "partnership": partnership,
        "page": page_of(request, shown.reviews_listed(request.user, partnership)),
        "manages": access.manages_partnership(request.user, partnership),
        "today": access.today(),
        "framework": built_in(REVIEW).in_language(languages.readers_language(request.user)),
    }
    return render(request, "readiness/reviews.html", context)


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A review: while it is open how far it is, afterwards what it shows, to all members alike."""
    thing = fetching.review_to_see(request.user, pk)
    context: dict[str, Any] = {
        "campaign": thing,
        "partnership": thing.partnership,
        "manages": access.manages_partnership(request.user, thing.partnership),
        "today": access.today(),
        "here": "readiness:reviews",
    }
    if thing.launched_on is None:
        return reviews_asking.draft_page(request, thing, manages=context["manages"])
    if thing.counting_since is not None:
        context |= counting.counted(thing, manages=context["manages"])
        return render(request, "readiness/review_counting.html", context)
    if thing.closed_on is None:
        days = plan_of(thing).days()
        context |= {
            "reach": queries.reach_of(thing),
            "reminder_days": [day for day in days if day >= context["today"]],
        }
        return render(request, "readiness/review_open.html", context)
    found = shown.review_shown(request.user, thing)
    context |= {
        "found": found,
        "summary": found.summary,
        "result": thing.result,
        "by_organisation": drawings.heat_map_of_organisations(found.summary.framework, thing.result),
        "radar": drawings.radar_of_organisations(found.summary.framework, thing.result)
        if found.tells_apart
        else None,
        "by_level": drawings.heat_map(found.summary.framework, thing.result, "levels"),
        "levels": dict(Level.choices),
    }
    return render(request, "readiness/review.html", context)


@login_required
def extend_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Give people more time."""
    return running.extend(request, fetching.review_to_manage(request.user, pk))


@login_required
def change_review_reminders(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how those are reminded who have not answered; nobody is shown who they are."""
    return running.change_reminders(request, fetching.review_to_manage(request.user, pk))


@login_required
def close_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a review now; asks first."""
    thing = fetching.review_to_manage(request.user, pk)
    return running.close(request, thing, done=_("The review is closed."), submit=_("Close the review"))


@login_required
def withdraw_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a review with all that it holds; says first what goes."""
    thing = fetching.review_to_manage(request.user, pk)
    return running.withdraw(request, thing, to=reverse("readiness:reviews", args=[thing.partnership.slug]))


@login_required
def take_on_review(request: HttpRequest, pk: int, area: str, number: int) -> HttpResponse:
    """Make a joint action of something recommended for an area of a review."""
    thing = fetching.review_to_manage(request.user, pk)
    people = people_listed(request.user).filter(organisation__in=members_of(thing.partnership))
    said = _("The action is noted. All members see it.")
    return following.take_on(
        request, thing, area, number, people=people.order_by("organisation__name", "name"), said=said
    )


@login_required
def review_one_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a review on one sheet of paper, as a PDF."""
    return following.on_one_page(request, fetching.review_to_see(request.user, pk))
