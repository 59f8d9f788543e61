"""Pages of actions."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from partnering import access, queries
from partnering.answers import confirm_page, do_and_return, form_page, next_or, panels
from partnering.forms.action_batches import WORDS
from partnering.forms.actions import ActionForm
from partnering.forms.base import DayForm, carried_out
from partnering.forms.filters import ActionFilter
from partnering.lists import Asked, Column, Listing, list_page
from partnering.models import Action, ActionReturn, Organisation, Partnership, Person, User, WorkingGroup
from partnering.services import actions as services
from partnering.views import fetching

ACTIONS = Listing(
    "actions",
    gettext_lazy("Actions"),
    (
        Column("title", gettext_lazy("Action"), "title", F("title")),
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column("owner", gettext_lazy("Owner"), "owner.name", F("owner__name")),
        Column("partnership", gettext_lazy("Partnership"), "partnership.name", F("partnership__name")),
        Column("due", gettext_lazy("Due"), "due_on", F("due_on")),
        Column("state", gettext_lazy("State"), "get_state_display"),
        Column("done", gettext_lazy("Done on"), "done_on"),
    ),
    default="due",
    organisation="organisation",
)

VIEW = "actions"
"""The cookie that says whether one looks at actions as a list or as a board."""


def remember_view(answer: HttpResponseBase, view: str) -> HttpResponseBase:
    """Open the same view the next time."""
    answer.set_cookie(
        VIEW,
        view,
        max_age=365 * 86_400,
        path=reverse("partnering:actions"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@login_required
def actions(request: HttpRequest) -> HttpResponseBase:
    """Who does what by when, over everything that the user sees."""
    # A file of the list is asked for by POST, also by who has looked at the board meanwhile.
    if request.method == "GET" and not request.GET and request.COOKIES.get(VIEW) == "board":
        return redirect("partnering:action-board")
    filters = ActionFilter({"state": "open", **request.GET.dict()}, user=request.user)
    chosen = filters.chosen()
    rows = Asked(queries.actions_shown, request.user, chosen)
    context = {"partnership": chosen["partnership"], "today": access.today(), "together": WORDS.items()}
    answer = list_page(request, ACTIONS, rows, filters, "partnering/actions.html", context)
    return remember_view(answer, "list")


@login_required
def action(request: HttpRequest, pk: int) -> HttpResponse:
    """One action."""
    thing = fetching.action_to_see(request.user, pk)
    # Who has no part in the partnership sees their own action, and no way that would lead them to a closed door.
    partnership = Partnership.objects.visible_to(request.user).filter(pk=thing.partnership_id).first()
    me = access.person_of(request.user)
    waiting = ActionReturn.objects.visible_to(request.user).open().filter(action=thing)
    context = {
        "action": thing,
        "partnership": partnership,
        "given_back": waiting.select_related("person", "suggested").first(),
        "may_read_why": me is not None and me.organisation_id == thing.organisation_id,
        "may_change": Action.objects.changeable_by(request.user).filter(pk=pk).exists(),
        "is_late": thing.is_late(),
        "panels": panels(request, "action", thing),
    }
    return render(request, "partnering/action.html", context)


def _groups(user: User, partnership: Partnership | None) -> QuerySet[WorkingGroup] | None:
    seen = WorkingGroup.objects.visible_to(user).filter(archived_on=None)
    return seen.filter(partnership=partnership) if partnership else None


def _choices(user: User, partnership: Partnership | None) -> tuple[QuerySet[Organisation], QuerySet[Person]]:
    """Among which organisations and people the user may choose who is to act."""
    person = access.person_of(user)
    own = Organisation.objects.filter(pk=person.organisation_id if person else None)
    if partnership is None:
        return own, queries.people_listed(user).filter(organisation__in=own).order_by("name")
    people = queries.people_listed(user).filter(organisation__in=queries.members_of(partnership))
    if access.manages_partnership(user, partnership):
        return queries.members_of(partnership).order_by("name"), people.order_by("organisation__name", "name")
    return own, people.filter(organisation__in=own).order_by("name")


@login_required
def add_action(request: HttpRequest) -> HttpResponse:
    """Note an action: of a partnership when the address names one, else within one's own organisation."""
    slug = request.GET.get("partnership")
    partnership = fetching.partnership_to_see(request.user, slug) if slug else None
    me = access.person_of(request.user)
    if me is None:
        raise Http404
    organisations, people = _choices(request.user, partnership)
    initial = {"organisation": me.organisation_id, "owner": me.pk, "group": request.GET.get("group")}
    form = ActionForm(
        request.POST or None,
        organisations=organisations,
        people=people,
        groups=_groups(request.user, partnership),
        initial=initial,
    )
    if form.is_valid():
        made = carried_out(
            form, lambda: services.add_action(partnership=partnership, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _("The action is noted."))
            return redirect(made)
    if partnership:
        intro = _("All members of %(name)s will see it.") % {"name": partnership}
    else:
        intro = _("Only your own organisation will see it.")
    back = reverse("partnering:actions") + (f"?partnership={slug}" if slug else "")
    return form_page(
        request, form, _("Add an action"), back=back, submit=_("Add"), intro=intro, partnership=partnership
    )


@login_required
def edit_action(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an action, for instance its owner or day."""
    thing = fetching.action_to_change(request.user, pk)
    organisations, people = _choices(request.user, thing.partnership)
    # What it is now stays possible, even for somebody who could not have chosen it.
    organisations = organisations | Organisation.objects.filter(pk=thing.organisation_id)
    people = queries.with_chosen(request.user, people, thing.owner_id)
    form = ActionForm(
        request.POST or None,
        instance=thing,
        organisations=organisations,
        people=people,
        groups=_groups(request.user, thing.partnership),
    )
    if form.is_valid() and carried_out(
        form, lambda: services.edit_action(action=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    back = thing.get_absolute_url()
    shown = Partnership.objects.visible_to(request.user).filter(pk=thing.partnership_id).first()
    return form_page(request, form, _("Edit the action"), back=back, partnership=shown)


@login_required
@require_POST
def set_due(request: HttpRequest, pk: int) -> HttpResponse:
    """Another day, without the whole form."""
    thing = fetching.action_to_change(request.user, pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a day first."))
        return redirect(thing)
    on = form.cleaned_data["on"]
    done = _("It is due on %(day)s.") % {"day": date_format(on)}
    return do_and_return(
        request, lambda: services.edit_action(action=thing, by=request.user, due_on=on), done, thing
    )


@login_required
@require_POST
def complete_action(request: HttpRequest, pk: int) -> HttpResponse:
    """It is done."""
    thing = fetching.action_to_change(request.user, pk)
    done = _("Done: %(title)s") % {"title": thing}
    to = next_or(request, thing.get_absolute_url())
    return do_and_return(request, lambda: services.complete_action(action=thing, by=request.user), done, to)


@login_required
@require_POST
def reopen_action(request: HttpRequest, pk: int) -> HttpResponse:
    """It is to be done after all."""
    thing = fetching.action_to_change(request.user, pk)
    done = _("It is open again: %(title)s") % {"title": thing}
    to = next_or(request, thing.get_absolute_url())
    return do_and_return(request, lambda: services.reopen_action(action=thing, by=request.user), done, to)


@login_required
def cancel_action(request: HttpRequest, pk: int) -> HttpResponse:
    """It isn't needed any more; asks first."""
    thing = fetching.action_to_change(request.user, pk)
    if request.method == "POST":
        done = _("Cancelled: %(title)s") % {"title": thing}
        return do_and_return(
            request, lambda: services.cancel_action(action=thing, by=request.user), done, thing
        )
    text = _("It no longer counts as open or late. You can open it again later.")
    heading = _("Cancel this action?")
    return confirm_page(request, heading, text, back=thing.get_absolute_url(), submit=_("Cancel the action"))
