"""Relationship reviews: the waves of a partnership, starting one, and what it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import page_of, status_of
from partnering.choices import Level
from partnering.forms.base import carried_out
from partnering.models import User
from partnering.queries import members_of, people_listed
from readiness import drawings, languages, queries
from readiness.choices import Whom
from readiness.forms.reviews import ReviewForm
from readiness.framework_files import REVIEW, built_in
from readiness.queries import reviews as shown
from readiness.services.reviews import check_review, start_review
from readiness.views import fetching, following, running

USUAL_LENGTH = timedelta(days=14)


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
def start_a_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Start a review: fill in, look at whom it reaches, then send."""
    partnership = fetching.partnership_to_review(request.user, slug)
    today = access.today()
    initial = {
        "title": _("How we work together, %(month)s") % {"month": date_format(today, "F Y")},
        "whom": Whom.EVERYBODY,
        "opens_on": today,
        "closes_on": today + USUAL_LENGTH,
    }
    form = ReviewForm(request.POST or None, initial=initial)
    asked = None
    if form.is_valid():
        values = {**form.cleaned_data, "partnership": partnership, "now": timezone.now()}
        looked_at = {key: value for key, value in values.items() if key not in ("title", "opening_text")}
        asked = carried_out(form, lambda: check_review(**looked_at))
        # Sent only as it was looked at: when people came or went meanwhile, they look again.
        if asked and constant_time_compare(request.POST.get("looked", ""), _mark(asked)):
            made = carried_out(form, lambda: start_review(**values, by=request.user))
            if made:
                messages.success(request, _("The review has started. Invitations are on their way."))
                return redirect(made)
            asked = None
    context = {
        "form": form,
        "partnership": partnership,
        "asked": _told(request.user, asked, form) if asked else None,
        "mark": _mark(asked) if asked else "",
        "back": reverse("readiness:reviews", args=[slug]),
    }
    return render(request, "readiness/start_review.html", context, status=status_of(form))


def _mark(asked: list[shown.MemberAsked]) -> str:
    """A mark of just these people, which tells nobody how many they are."""
    people = ",".join(str(person.pk) for member in asked for person in member.people)
    return salted_hmac("readiness.review", people).hexdigest()[:32]


def _told(user: User, asked: list[shown.MemberAsked], form: ReviewForm) -> list[dict[str, Any]]:
    """The members with how many are asked: of others' people only those with a part are anybody's to count."""
    me = access.person_of(user)
    all_known = form.cleaned_data["whom"] == Whom.PART
    return [
        {
            "name": one.organisation.name,
            "count": len(one.people)
            if all_known or (me and me.organisation_id == one.organisation.pk)
            else None,
        }
        for one in asked
    ]


@login_required
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """A review: while it is open how far it is, afterwards what it shows, to all members alike."""
    thing = fetching.review_to_see(request.user, pk)
    context: dict[str, Any] = {
        "campaign": thing,
        "partnership": thing.partnership,
        "manages": access.manages_partnership(request.user, thing.partnership),
        "today": access.today(),
    }
    if thing.closed_on is None:
        context["reach"] = queries.reach_of(thing)
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
