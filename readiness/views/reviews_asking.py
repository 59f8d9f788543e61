"""Pages on which a partnership's manager prepares a relationship review, looks whom it reaches, and launches it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from partnering import access
from partnering.answers import do_and_return, status_of
from partnering.forms.base import carried_out
from partnering.models import User
from partnering.services.outbox import mail_trouble
from readiness import languages, queries
from readiness.choices import Whom
from readiness.forms.reviews import ReviewForm, stored_of
from readiness.framework_files import REVIEW, built_in
from readiness.models import Campaign
from readiness.preflight_reviews import review_lines
from readiness.queries.reviews import MemberAsked, mark_of, whom_together
from readiness.services import reviews as services
from readiness.services.survey_reminders import plan_of
from readiness.services.terms import USUAL_LENGTH
from readiness.views import fetching, running


@login_required
def start_a_review(request: HttpRequest, slug: str) -> HttpResponse:
    """Prepare a review; nobody is asked yet."""
    partnership = fetching.partnership_to_review(request.user, slug)
    today = access.today()
    initial = {
        "title": _("How we work together, %(month)s") % {"month": date_format(today, "F Y")},
        "whom": Whom.EVERYBODY,
        "opens_on": today,
        "closes_on": today + USUAL_LENGTH,
    }
    form = ReviewForm(request.POST or None, initial=initial, languages=_languages())
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.draft_review(partnership=partnership, asking=form.asking(), by=request.user),
        )
        if made:
            return redirect(made)
    context = {"form": form, "partnership": partnership, "back": reverse("readiness:reviews", args=[slug])}
    return render(request, "readiness/start_review.html", context, status=status_of(form))


def _languages() -> list[tuple[str, str]]:
    """The languages besides the main one in which a review's questions are there, with their names."""
    return [(code, languages.name_of(code)) for code in built_in(REVIEW).languages[1:]]


@login_required
def edit_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a draft."""
    thing = fetching.review_to_manage(request.user, pk)
    if thing.launched_on is not None:
        messages.error(
            request, _("This review is no draft any more. What people were told can't be changed.")
        )
        return redirect(thing)
    stored = stored_of(thing)
    form = ReviewForm(
        request.POST or None, rows=[thing], stored=lambda: stored | stored_of(thing), languages=_languages()
    )
    if form.is_valid():
        made = carried_out(
            form, lambda: services.edit_review(campaign=thing, asking=form.asking(), by=request.user)
        )
        if made:
            messages.success(request, _("The draft is changed."))
            return redirect(thing)
    context = {
        "form": form,
        "partnership": thing.partnership,
        "campaign": thing,
        "back": thing.get_absolute_url(),
    }
    return render(request, "readiness/start_review.html", context, status=status_of(form))


def draft_page(request: HttpRequest, thing: Campaign, *, manages: bool) -> HttpResponse:
    """A draft as it is planned; for its manager also what the launch needs."""
    context: dict[str, Any] = {
        "campaign": thing,
        "partnership": thing.partnership,
        "manages": manages,
        "today": access.today(),
        "whom": whom_together(thing),
        "reminder_days": plan_of(thing).days(),
        "translated": [
            (code, languages.name_of(code), thing.words_in(code)) for code in sorted(thing.translations)
        ],
        "here": "readiness:reviews",
    }
    if manages:
        trouble = mail_trouble() if thing.opens_on <= access.today() else ""
        facts = queries.facts_before_review(thing, now=timezone.now(), mail_trouble=trouble)
        lines = review_lines(facts)
        context |= {
            "lines": lines,
            "is_ready": not any(line.is_red for line in lines),
            "members": _told(request.user, facts.members, thing),
            "mark": mark_of(facts.members),
        }
    return render(request, "readiness/review_draft.html", context)


def _told(user: User, members: list[MemberAsked], thing: Campaign) -> list[dict[str, Any]]:
    """The members with how many are asked: of others' people only those with a part are anybody's to count."""
    me = access.person_of(user)
    own = me.organisation_id if me else None
    return [
        {
            "name": one.organisation.name,
            "count": len(one.people) if thing.only_with_part or one.organisation.pk == own else None,
        }
        for one in members
    ]


@login_required
def launch_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Launch a draft as it was looked at."""
    thing = fetching.review_to_manage(request.user, pk)
    if request.method != "POST":
        return redirect(thing)
    looked = request.POST.get("looked", "")
    return do_and_return(
        request,
        lambda: services.launch_review(campaign=thing, by=request.user, now=timezone.now(), looked=looked),
        _("The review has started. Invitations are on their way.")
        if thing.opens_on <= access.today()
        else _("The review is launched. Its invitations leave on %(day)s.")
        % {"day": date_format(thing.opens_on, "j F")},
        thing,
    )


@login_required
def recall_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review back that has not opened; asks first."""
    return running.recall(
        request, fetching.review_to_manage(request.user, pk), done=_("The review is a draft again.")
    )
