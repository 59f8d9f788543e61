"""Interactions: what people took part in, and who they were."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from engagement.forms.interactions import InteractionFilter, InteractionForm, PeopleForm
from engagement.models import Interaction, MailedDraft
from engagement.queries import attendance
from engagement.services import interactions as services
from engagement.views import fetching
from partnering import access, kept
from partnering.answers import confirm_page, do_and_return, form_page, panels, status_of
from partnering.forms.base import carried_out
from partnering.lists import Asked, Column, Listing, list_page
from partnering.models import User, WorkingGroup

INTERACTIONS = Listing(
    "interactions",
    gettext_lazy("Interactions"),
    (
        Column("title", gettext_lazy("What"), "title", F("title")),
        Column("day", gettext_lazy("Day"), "held_on", F("held_on")),
        Column("kind", gettext_lazy("Kind"), "get_kind_display", F("kind")),
        Column("joint", gettext_lazy("Seen by"), lambda one: _("partners") if one.joint else _("us only")),
        Column("people", gettext_lazy("Took part"), "head_count"),
    ),
    default="-day",
    partnership="partnership",
    joint=Q(joint=True),
)


@login_required
def interactions(request: HttpRequest, slug: str) -> HttpResponse:
    """What people of a partnership took part in."""
    partnership = fetching.partnership_to_see(request.user, slug)
    filters = InteractionFilter(request.GET)
    chosen = {"partnership": kept.Slot(partnership.pk), **filters.chosen()}
    rows = Asked(attendance.interactions_listed, request.user, chosen)
    title = _("Interactions in %(name)s") % {"name": partnership}
    arrives = bool(settings.INBOUND_MAIL_DOMAIN)
    drafts = kept.rows(_drafts, request.user, kept.Slot(partnership.pk)) if arrives else []
    context = {"partnership": partnership, "drafts": drafts}
    return list_page(
        request, INTERACTIONS, rows, filters, "engagement/interactions.html", context, title=title
    )


def _drafts(user: User, partnership: int) -> QuerySet[MailedDraft]:
    return MailedDraft.objects.visible_to(user).filter(partnership=partnership)


@login_required
def interaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One interaction and who took part."""
    thing = fetching.interaction_to_see(request.user, pk)
    groups = attendance.attendance_of(request.user, thing)
    may_change = Interaction.objects.changeable_by(request.user).filter(pk=pk).exists()
    context = {
        "interaction": thing,
        "partnership": thing.partnership,
        "attendance": groups,
        "total": sum(group.total for group in groups),
        "may_change": may_change,
        "may_remove": may_change or access.leads_own_organisation(request.user),
        "logger": fetching.logger_to_see(request.user, thing),
        "panels": panels(request, "interaction", thing),
    }
    return render(request, "engagement/interaction.html", context)


@login_required
def edit_interaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend what was logged."""
    thing = fetching.interaction_to_change(request.user, pk)
    groups = WorkingGroup.objects.visible_to(request.user).filter(partnership=thing.partnership)
    form = InteractionForm(request.POST or None, instance=thing, groups=groups)
    if form.is_valid() and carried_out(
        form, lambda: services.edit_interaction(interaction=thing, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(thing)
    heading = _("Edit %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), partnership=thing.partnership)


@login_required
def add_participants(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who of one's own organisation took part as well."""
    thing = fetching.interaction_to_see(request.user, pk)
    people = attendance.own_people_to_name(request.user).exclude(participations__interaction=thing)
    form = PeopleForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_valid():
        chosen = list(form.cleaned_data["people"])
        added = carried_out(
            form, lambda: services.add_participants(interaction=thing, people=chosen, by=request.user)
        )
        if not form.errors:
            text = ngettext("%(n)d person added.", "%(n)d people added.", added or 0)
            messages.success(request, text % {"n": added or 0})
            return redirect(thing)
    context = {"form": form, "thing": thing, "partnership": thing.partnership}
    return render(request, "engagement/add_participants.html", context, status=status_of(form))


@login_required
@require_POST
def remove_participant(request: HttpRequest, pk: int, person_pk: int) -> HttpResponse:
    """One of one's own people did not take part after all."""
    thing = fetching.interaction_to_see(request.user, pk)
    may_change = Interaction.objects.changeable_by(request.user).filter(pk=pk)
    if not (access.leads_own_organisation(request.user) or may_change.exists()):
        raise Http404
    person = fetching.own_participant(request.user, thing, person_pk)
    done = _("%(name)s is taken off the list.") % {"name": person}
    return do_and_return(
        request,
        lambda: services.remove_participant(interaction=thing, person=person, by=request.user),
        done,
        thing,
    )


@login_required
def delete_interaction(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete what was logged by mistake, after asking."""
    thing = fetching.interaction_to_change(request.user, pk)
    back = reverse("engagement:interactions", args=[thing.partnership.slug])
    if request.method == "POST":
        done = _("%(name)s is deleted.") % {"name": thing}
        return do_and_return(
            request, lambda: services.delete_interaction(interaction=thing, by=request.user), done, back
        )
    text = _("Who took part is deleted with it, and traction is worked out as if it had never been logged.")
    heading = _("Delete %(name)s?") % {"name": thing}
    return confirm_page(
        request,
        heading,
        text,
        back=thing.get_absolute_url(),
        submit=_("Delete"),
        partnership=thing.partnership,
    )
