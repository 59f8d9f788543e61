"""Where each of one's own people stands in a partnership, and setting it where the record falls short."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.choices import stage_in_words
from engagement.forms.stages import ReachFilter, StageForm
from engagement.models import EngagementTarget, Participation, SetStage
from engagement.queries import reach as queries
from engagement.services import stages as services
from engagement.views import fetching
from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.lists import Column, Listing, list_page
from partnering.models import Partnership, Person, Unit

LATEST = 10


PEOPLE = Listing(
    "reach-people",
    gettext_lazy("Our people and their stages"),
    (
        Column("name", gettext_lazy("Name"), "name", F("name")),
        Column("unit", gettext_lazy("Unit"), "unit.name", F("unit__name")),
        Column("title", gettext_lazy("Job title"), "job_title", F("job_title")),
        Column("level", gettext_lazy("Level"), "get_level_display", F("level")),
        Column("stage", gettext_lazy("Stage"), lambda one: stage_in_words(one.stage), F("stage")),
        Column("set", gettext_lazy("Set by the lead"), lambda one: _("yes") if one.is_set else ""),
        Column("invited", gettext_lazy("Invited"), "invited_at", F("invited_at")),
    ),
    default="stage",
    organisation="organisation",
)


@login_required
def reach_people(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One's own people with their stage: all, those who are needed, or those who are missing."""
    partnership = fetching.partnership_to_see(request.user, slug)
    own = fetching.own_reach(request.user, partnership)
    today = access.today()
    targets = EngagementTarget.objects.visible_to(request.user).current(today)
    filters = ReachFilter(
        request.GET,
        units=Unit.objects.visible_to(request.user).filter(organisation=own.member.pk).order_by("name"),
        targets=targets.filter(partnership=partnership).select_related("unit"),
    )
    rows = filters.narrow(queries.people_by_stage(request.user, partnership, own.member, on=today))
    if filters.asks_who_is_needed:
        rows = rows.filter(pk__in=queries.needed_people(own.member, on=today, target=filters.target_meant))
    title = _("Our people and their stages in %(name)s") % {"name": partnership}
    context = {"partnership": partnership, "may_set": own.leads}
    return list_page(request, PEOPLE, rows, filters, "engagement/reach_people.html", context, title=title)


@login_required
def stage(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One person's stage: what counts, what the record says, what was set and why."""
    partnership = fetching.partnership_to_see(request.user, slug)
    person = fetching.own_person(request.user, pk)
    member = fetching.member_of(partnership, person.organisation_id)
    today = access.today()
    history = list(_history(request.user, partnership, person))
    took_part = Participation.objects.visible_to(request.user).filter(
        person=person, interaction__partnership=partnership
    )
    context = {
        "partnership": partnership,
        "person": person,
        "standing": queries.standing_of(member, person, on=today),
        "now": next((one for one in history if one.holds(today)), None),
        "history": history,
        "took_part": took_part.order_by("-interaction__held_on").select_related("interaction")[:LATEST],
        "may_set": access.leads_organisation(request.user, person.organisation_id),
        "reads_all": access.reads_internals_of(request.user) == person.organisation_id,
        "today": today,
    }
    return render(request, "engagement/stage.html", context)


def _history(user: Any, partnership: Partnership, person: Person) -> QuerySet[SetStage]:
    rows: QuerySet[SetStage] = SetStage.objects.visible_to(user).filter(
        partnership=partnership, person=person
    )
    return rows.select_related("set_by__person", "withdrawn_by__person")


@login_required
def set_stage(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Set somebody's stage, with a reason."""
    partnership = fetching.partnership_to_see(request.user, slug)
    person = fetching.person_to_place(request.user, pk)
    member = fetching.member_of(partnership, person.organisation_id)
    standing = queries.standing_of(member, person, on=access.today())
    initial = {"starts_on": access.today(), "stage": standing.counts.name.lower()}
    form = StageForm(request.POST or None, initial=initial)
    back = reverse("engagement:stage", args=[slug, pk])
    if form.is_valid():
        given = form.cleaned_data
        made = carried_out(
            form,
            lambda: services.set_stage(
                partnership=partnership,
                person=person,
                stage=given["stage"],
                reason=given["reason"],
                on=given["starts_on"],
                by=request.user,
            ),
        )
        if made:
            messages.success(request, _("The stage is set. Traction counts it from that day on."))
            return redirect(back)
    heading = _("At what stage is %(name)s?") % {"name": person}
    intro = _("By what is on record: %(stage)s.") % {"stage": stage_in_words(standing.read_off)}
    return form_page(request, form, heading, back=back, intro=intro, partnership=partnership)


@login_required
def withdraw_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Read somebody's stage off the record again, after asking."""
    thing = fetching.stage_to_withdraw(request.user, pk)
    back = reverse("engagement:stage", args=[thing.partnership.slug, thing.person_id])
    if request.method == "POST":
        done = _("The stage is read off the record again.")
        return do_and_return(
            request, lambda: services.withdraw_stage(setting=thing, by=request.user), done, back
        )
    heading = _("Take back the stage that was set for %(name)s?") % {"name": thing.person}
    text = _("From today it is read off the record again. The days before stay as they were counted.")
    scope = thing.partnership
    return confirm_page(request, heading, text, back=back, submit=_("Take it back"), partnership=scope)
