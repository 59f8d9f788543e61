"""Changing many actions at once: choose in the list, see what becomes of each, do it, take it back."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partnering import queries
from partnering.answers import confirm_page, next_or, status_of
from partnering.errors import DomainError
from partnering.forms.action_batches import WORDS, TogetherForm
from partnering.forms.base import carried_out
from partnering.forms.filters import ActionFilter
from partnering.models import Action, ActionBatch, Person, User, WorkingGroup
from partnering.services import action_batches as services
from partnering.services.action_batches import MOST, Planned
from partnering.together import What, Why
from partnering.views import fetching

WHYS = {
    Why.NOT_YOURS: gettext_lazy("Not yours to change"),
    Why.NOT_OPEN: gettext_lazy("Done or cancelled already"),
    Why.NO_DAY: gettext_lazy("It has no day that could move"),
    Why.OTHER_ORGANISATION: gettext_lazy("It belongs to another organisation than the owner"),
    Why.OTHER_PARTNERSHIP: gettext_lazy("It belongs to another partnership than the group"),
    Why.SAME: gettext_lazy("It is so already"),
}


@login_required
def change_together(request: HttpRequest) -> HttpResponse:
    """What becomes of each of the chosen actions; does it once it was shown and confirmed."""
    back = next_or(request, reverse("partnering:actions"))
    what, chosen = request.POST.get("what", ""), _chosen(request, back)
    count = len(chosen)
    if what not in set(What) or not chosen or count > MOST:
        context = {"problem": _what_to_do(what, count), "heading": _("Change several actions"), "back": back}
        status = 422 if request.method == "POST" else 200
        return render(request, "partnering/change_together.html", context, status=status)
    people, groups = _choices(request.user, chosen)
    given = request.POST if "shown" in request.POST or what in (What.DONE, What.CANCEL) else None
    form = TogetherForm(given, what=What(what), people=people, groups=groups)
    if form.is_valid() and request.POST.get("confirmed") == _said(form):
        batch = carried_out(
            form, lambda: services.change_together(pks=chosen, ask=form.ask(), by=request.user)
        )
        if batch:
            _tell(request, batch)
            return redirect(back)
    planned = services.plan_together(pks=chosen, ask=form.ask(), by=request.user) if form.is_valid() else None
    context = {"form": form, "what": what, "heading": WORDS[What(what)], "back": back, "chosen": chosen}
    context |= _shown(planned) if planned is not None else {}
    context["said"] = _said(form) if planned is not None else ""
    return render(request, "partnering/change_together.html", context, status=status_of(form))


def _chosen(request: HttpRequest, back: str) -> list[int]:
    """The keys of the ticked actions, or of all that fit the list's filters; one more than may be at most."""
    if request.POST.get("all") and "shown" not in request.POST:
        filters = ActionFilter(
            {"state": "open", **QueryDict(back.partition("?")[2]).dict()}, user=request.user
        )
        rows = queries.actions_listed(request.user, **filters.chosen())
        return list(rows.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    ticked = [int(one) for one in request.POST.getlist("action") if one.isdecimal() and len(one) < 19]
    seen = Action.objects.visible_to(request.user).filter(pk__in=ticked[: MOST + 1])
    return list(seen.order_by("pk").values_list("pk", flat=True))


def _what_to_do(what: str, count: int) -> str:
    if count > MOST:
        return _("At most %(n)d actions at once: narrow the list first.") % {"n": MOST}
    if not count:
        return _("Tick the actions first.")
    return _("Choose what is to become of the ticked actions.")


def _choices(user: User, chosen: list[int]) -> tuple[QuerySet[Person], QuerySet[WorkingGroup]]:
    """Whom and which groups the chosen actions could be given to."""
    mine = Action.objects.changeable_by(user).filter(pk__in=chosen).order_by()
    people = queries.people_listed(user).filter(organisation__in=mine.values("organisation"))
    groups = WorkingGroup.objects.visible_to(user).filter(
        archived_on=None, partnership__in=mine.values("partnership")
    )
    return people.order_by("organisation__name", "name"), groups.order_by("name")


def _said(form: TogetherForm) -> str:
    """What was shown, so that pressing the button does that and nothing else."""
    return "|".join(str(form.data.get(name, "")) for name in form.fields) or form.what


def _shown(planned: list[Planned]) -> dict[str, Any]:
    """Those that change, and those that stay, by why."""
    stays: dict[str, list[Action]] = defaultdict(list)
    for one in planned:
        if isinstance(one.outcome, Why):
            stays[str(WHYS[one.outcome])].append(one.action)
    return {"changes": [one for one in planned if one.changes], "stays": dict(stays), "planned": True}


def _tell(request: HttpRequest, batch: ActionBatch) -> None:
    count = len(batch.rows)
    done = ngettext("%(n)d action is changed.", "%(n)d actions are changed.", count) % {"n": count}
    undo = reverse("partnering:undo-together", args=[batch.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, undo, _("Undo")))


@login_required
def undo_together(request: HttpRequest, pk: int) -> HttpResponse:
    """Make each action what it was; asks first."""
    batch = fetching.batch_to_undo(request.user, pk)
    back = reverse("partnering:actions")
    if request.method == "POST":
        try:
            count, refused = services.undo_together(batch=batch, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect(back)
        done = ngettext("%(n)d action is as it was.", "%(n)d actions are as they were.", count) % {"n": count}
        messages.success(request, done)
        if refused:
            names = ", ".join(f"“{action}”" for action in refused)
            messages.warning(
                request, _("Changed again since, and left as they are: %(names)s.") % {"names": names}
            )
        return redirect(back)
    text = ngettext(
        "%(n)d action becomes what it was before. If it was changed since, it stays.",
        "%(n)d actions become what they were before. Those that were changed since stay.",
        len(batch.rows),
    ) % {"n": len(batch.rows)}
    return confirm_page(request, _("Take it back?"), text, back=back, submit=_("Undo"))
