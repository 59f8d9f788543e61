"""Sign-in sheets: kept by who notes who was there, signed by anybody who has the address."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from engagement.forms.sheets import NoteSignedForm, SheetForm, SignForm
from engagement.models import Interaction, SignInSheet
from engagement.queries import attendance
from engagement.queries.sheets import signed_on
from engagement.services import sheets as services
from engagement.views import fetching
from partnering import access
from partnering.answers import behind_link, do_and_return, form_page, status_of
from partnering.composers import absolute
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.models import Meeting
from readiness import qr_codes

RATE = "120/m/ip"
"""A room full of people may share an address, and all sign in the same minute."""
LINES = range(24)


@login_required
def interaction_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of an interaction that one may change."""
    return _sheet_of(request, fetching.interaction_to_change(request.user, pk))


@login_required
def meeting_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet of a meeting, also one to come, whose minutes one keeps."""
    return _sheet_of(request, fetching.meeting_to_keep(request.user, pk))


def _sheet_of(request: HttpRequest, thing: Interaction | Meeting) -> HttpResponse:
    """Open a sheet, or change on which days it can be signed."""
    sheet = SignInSheet.objects.filter(**{thing._meta.model_name: thing}).first()
    if sheet is not None and request.method != "POST" and sheet.closed_at is None:
        return redirect("engagement:sheet", sheet.pk)
    day = max(access.today(), thing.starts_there.date()) if isinstance(thing, Meeting) else access.today()
    form = SheetForm(request.POST or None, initial={"first_day": day, "last_day": day})
    if form.is_valid():
        opened = carried_out(
            form, lambda: services.open_sheet(thing=thing, by=request.user, **form.cleaned_data)
        )
        if opened:
            return redirect("engagement:sheet", opened.pk)
    intro = _(
        "People scan a QR code with their phones and are on the list, with their account or by typing a name."
    )
    heading = _("Open a sign-in sheet for %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), submit=_("Open it"), intro=intro)


@login_required
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The code to scan, who signed, and what is still to be decided."""
    found = fetching.sheet_to_keep(request.user, pk)
    people = attendance.people_to_name(request.user, found.partnership)
    signed = signed_on(request.user, found, people)
    form = NoteSignedForm(
        request.POST if request.method == "POST" else None,
        signed=signed,
        people=people,
        members=attendance.organisations_to_count(request.user, found.partnership),
    )
    if form.is_valid():
        noted = carried_out(
            form, lambda: services.note_signed(sheet=found, by=request.user, **form.decided())
        )
        if not form.errors:
            text = ngettext("%(n)d person is noted.", "%(n)d people are noted.", noted or 0)
            messages.success(request, text % {"n": noted or 0})
            return redirect("engagement:sheet", pk)
    address = absolute(reverse("engagement:sign-here", args=[found.token()]))
    context = {
        "sheet": found,
        "thing": found.thing,
        "signed": signed,
        "form": form,
        "address": address,
        "qr": qr_codes.drawn(address),
        "is_open": found.takes_names(access.today()),
    }
    return render(request, "engagement/sheet.html", context, status=status_of(form))


@login_required
@require_safe
def print_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same on paper: the code, and lines for those without a phone."""
    found = fetching.sheet_to_keep(request.user, pk)
    address = absolute(reverse("engagement:sign-here", args=[found.token()]))
    context = {"sheet": found, "thing": found.thing, "qr": qr_codes.drawn(address), "lines": LINES}
    return render(request, "engagement/print_sheet.html", context)


@login_required
@require_POST
def close_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Take no more names."""
    found = fetching.sheet_to_keep(request.user, pk)
    to = reverse("engagement:sheet", args=[pk])
    return do_and_return(
        request,
        lambda: services.close_sheet(sheet=found, by=request.user),
        _("Closed. The code opens nothing any more."),
        to,
    )


def sign_here(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the code: one tap with an account, a name without one; it never tells who is known."""
    found = SignInSheet.objects.of(token).select_related("interaction", "meeting__group").first()
    if found is None or not found.takes_names(access.today()):
        return _behind_code(
            render(
                request, "engagement/sign_here.html", {"sheet": None}, status=404 if found is None else 410
            )
        )
    if request.method == "POST" and not ratelimit.consume(
        request, app="engagement", action="sheet", config={"sheet": RATE}
    ):
        return _behind_code(render(request, "429.html", status=429))
    me = access.person_of(request.user)
    me = me if me and me.pk else None
    form = SignForm(request.POST if request.method == "POST" else None)
    with_account = me is not None and "with_account" in request.POST
    is_signed, refused = False, ""
    if with_account or form.is_valid():
        try:
            services.sign(sheet=found, **({"person": me} if with_account else form.cleaned_data))
            is_signed = True
        except DomainError as error:
            refused = str(error)
    context = {
        "sheet": found,
        "thing": found.thing,
        "form": SignForm() if with_account else form,
        "who": me,
        "is_signed": is_signed,
        "refused": refused,
    }
    status = 422 if refused else 200 if is_signed else status_of(form)
    return _behind_code(render(request, "engagement/sign_here.html", context, status=status))


def _behind_code(response: HttpResponse) -> HttpResponse:
    """As behind any key; but the browser must tell this site where a post comes from, or one tap could be forged."""
    response = behind_link(response)
    response["Referrer-Policy"] = "same-origin"
    return response
