"""Several interactions in one page; and the page for a phone, which also takes them without a connection."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from engagement.forms.bulk import MOST_ROWS, PartnershipForm, PhoneForm, RowForm, RowFormSet
from engagement.services import bulk as services
from engagement.services import interactions
from engagement.views import fetching
from engagement.views.log import sight_of, usual
from partnering import access
from partnering.forms.base import carried_out
from partnering.models import Partnership

USUAL_ROWS = 5
AS_ROWS = {"empty_permitted": True, "use_required_attribute": False}


@login_required
def log_many(request: HttpRequest, slug: str) -> HttpResponse:
    """Log several, all or none. Rows that were left as they came are no rows."""
    partnership = fetching.partnership_to_see(request.user, slug)
    initial = {name: value for name, value in usual(request.user, partnership).items() if name != "people"}
    asked = request.GET.get("rows", "")
    rows = min(int(asked), MOST_ROWS) if asked.isascii() and asked.isdigit() else USUAL_ROWS
    formset = RowFormSet(
        request.POST or None,
        form_kwargs={"sight": sight_of(request.user, partnership), **AS_ROWS},
        initial=[initial] * (rows if not request.POST else MOST_ROWS),
    )
    if formset.is_valid():
        filled = [form for form in formset if form.has_changed()]
        logged = _carried_out(filled, partnership, request)
        if logged:
            text = ngettext("%(n)d interaction is logged.", "%(n)d interactions are logged.", len(logged))
            messages.success(request, text % {"n": len(logged)})
            return redirect("engagement:interactions", slug)
        if not filled:
            messages.error(request, _("Fill in at least one row."))
    is_refused = bool(request.POST)
    context = {"formset": formset, "partnership": partnership, "more": min(len(formset) + 5, MOST_ROWS)}
    return render(request, "engagement/log_many.html", context, status=422 if is_refused else 200)


def _carried_out(filled: list[RowForm], partnership: Partnership, request: HttpRequest) -> list:
    try:
        rows = [form.values() for form in filled]
        return services.log_many(partnership=partnership, rows=rows, by=request.user)
    except services.RefusedRow as error:
        filled[error.number].add_error(None, str(error))
        return []


@login_required
@never_cache
def phone_log(request: HttpRequest) -> HttpResponse:
    """The page for a phone. With scripts it keeps what is typed until it is sent; without, it logs at once."""
    chosen, form = _asked(request)
    if form is not None and chosen.is_valid() and form.is_valid():
        partnership = chosen.cleaned_data["partnership"]
        made = carried_out(
            form,
            lambda: interactions.log_interaction(partnership=partnership, by=request.user, **form.values()),
        )
        if made:
            messages.success(request, _("Logged. Its effect on traction shows in a moment."))
            return redirect(made)
    context = {"chosen": chosen, "form": form, "person": access.person_of(request.user)}
    return render(request, "engagement/phone.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_POST
def send_from_phone(request: HttpRequest) -> JsonResponse:
    """Take one entry that waited on a phone; the same one again is logged once. What is wrong is said in words."""
    chosen, form = _asked(request)
    if form is None or not (chosen.is_valid() and form.is_valid() and form.cleaned_data["key"]):
        return _refused(form)
    done = carried_out(
        form,
        lambda: services.log_once(
            partnership=chosen.cleaned_data["partnership"],
            key=form.cleaned_data["key"],
            by=request.user,
            **form.values(),
        ),
    )
    if done is None:
        return _refused(form)
    made, is_new = done
    answer = {"text": str(made), "address": made.get_absolute_url()}
    return JsonResponse(answer, status=201 if is_new else 200)


@require_safe
def phone_worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page for a phone at hand without a connection. It holds nobody's data."""
    return render(request, "engagement/worker.js", content_type="text/javascript; charset=utf-8")


def _asked(request: HttpRequest) -> tuple[PartnershipForm, PhoneForm | None]:
    """For which partnership, and the entry, judged by what the user may name there; None for who is in none."""
    rows = Partnership.objects.visible_to(request.user).live().order_by("name")
    chosen = PartnershipForm(
        request.POST or None, partnerships=rows, initial={"partnership": request.GET.get("in")}
    )
    partnership = chosen.cleaned_data["partnership"] if chosen.is_valid() else rows.first()
    if partnership is None:
        return chosen, None
    sight, begin = sight_of(request.user, partnership), usual(request.user, partnership)
    return chosen, PhoneForm(request.POST or None, sight=sight, initial=begin)


def _refused(form: PhoneForm | None) -> JsonResponse:
    said = form.said() if form is not None else []
    if not said:
        said = [_("You are no longer part of this partnership, or it has ended.")]
    return JsonResponse({"errors": said}, status=422)
