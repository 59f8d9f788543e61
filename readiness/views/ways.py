"""Pages on which a lead opens a survey to people without a link of their own, and enters sheets of paper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import confirm_page, do_and_return, download, status_of
from partnering.composers import absolute
from partnering.forms.base import carried_out
from partnering.queries import people_listed
from readiness import languages, papers, qr_codes, queries
from readiness.choices import WayKind
from readiness.forms.ways import SheetForm, WayForm
from readiness.framework_data import Framework
from readiness.models import Campaign, WayIn
from readiness.services import ways as services
from readiness.services.tokens import code_of, new_pass
from readiness.views import fetching

PDF = "application/pdf"


@login_required
def ways(request: HttpRequest, pk: int) -> HttpResponse:
    """How people without a link of their own can answer a survey."""
    return _ways_page(request, fetching.campaign_to_manage(request.user, pk))


def _ways_page(
    request: HttpRequest, thing: Campaign, bound: dict[str, WayForm] | None = None
) -> HttpResponse:
    found = queries.ways_of(thing)
    link, paper = found.get(WayKind.LINK), found.get(WayKind.PAPER)
    forms = {
        kind: WayForm(initial={"people": found[kind].people} if kind in found else None, prefix=kind)
        for kind in WayKind.values
    } | (bound or {})
    context = {
        "campaign": thing,
        "is_over": thing.is_over,
        "takes_answers": thing.takes_answers(access.today()),
        "link": link,
        "paper": paper,
        "link_form": forms[WayKind.LINK],
        "paper_form": forms[WayKind.PAPER],
        "link_taken": queries.taken_told(link, thing) if link else None,
        "languages": languages.offered(thing.framework_version.framework),
    }
    if link:
        address = address_of(link)
        context |= {
            "address": address,
            "code": code_of(link).upper(),
            "front": _front(),
            "qr": qr_codes.drawn(address),
        }
    status = 422 if bound else 200
    return render(request, "readiness/ways.html", context, status=status)


def _front() -> str:
    """The address at which a code is typed, as short as a browser takes it."""
    return absolute(reverse("readiness:find-survey")).partition("://")[2]


def address_of(link: WayIn) -> str:
    """The whole address of a shared link."""
    return absolute(reverse("readiness:survey", args=[code_of(link)]))


@login_required
@require_POST
def open_way(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Open a way, or change for how many people it is."""
    thing = fetching.campaign_to_manage(request.user, pk)
    if kind not in WayKind.values:
        raise Http404
    form = WayForm(request.POST, prefix=kind)
    if form.is_valid() and carried_out(
        form,
        lambda: services.open_way(
            campaign=thing, kind=kind, people=form.cleaned_data["people"], by=request.user
        ),
    ):
        messages.success(request, _("People can answer this way now."))
        return redirect("readiness:ways", thing.pk)
    return _ways_page(request, thing, {kind: form})


@login_required
def close_way(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Take no more answers this way."""
    way = fetching.way_to_manage(request.user, pk, kind)
    back = reverse("readiness:ways", args=[pk])
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.close_way(way=way, by=request.user),
            _("It takes no more answers."),
            back,
        )
    text = _("Nobody can answer this way any more; what was sent is counted. You can open it again.")
    heading = _("Close “%(way)s”?") % {"way": way.get_kind_display()}
    return confirm_page(request, heading, text, back=back, submit=_("Close it"))


@login_required
def replace_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a new shared link, so that the old one opens nothing any more."""
    way = fetching.way_to_manage(request.user, pk, WayKind.LINK)
    back = reverse("readiness:ways", args=[pk])
    if request.method == "POST":
        return do_and_return(
            request, lambda: services.replace_link(way=way, by=request.user), _("This is the new link."), back
        )
    text = _(
        "The old link, its QR code and its posters will open nothing any more, and what was begun with it and not "
        "sent is lost. What was sent is counted. A device that has answered can answer again by the new link."
    )
    return confirm_page(request, _("Replace the link?"), text, back=back, submit=_("Replace it"))


@login_required
def poster(request: HttpRequest, pk: int) -> HttpResponse:
    """The shared link on a sheet for the wall."""
    way = fetching.way_to_manage(request.user, pk, WayKind.LINK)
    framework = _framework(request, way.campaign)
    more = {
        "address": address_of(way),
        "code": code_of(way).upper(),
        "front": _front(),
        "qr": qr_codes.drawn(address_of(way)),
    }
    with languages.pages_in(framework.language):
        content = papers.made("readiness/paper/poster.html", way.campaign, framework, more)
    return download(content, f"survey-{pk}-poster-{framework.language}.pdf", PDF)


@login_required
def paper_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions as a form to print."""
    thing = fetching.campaign_to_manage(request.user, pk)
    framework = _framework(request, thing)
    with languages.pages_in(framework.language):
        content = papers.made("readiness/paper/sheet.html", thing, framework, {})
    return download(content, f"survey-{pk}-paper-{framework.language}.pdf", PDF)


def _framework(request: HttpRequest, thing: Campaign) -> Framework:
    framework = thing.framework_version.framework
    wishes = [request.GET.get("language", ""), languages.readers_language(request.user)]
    return framework.in_language(languages.best_of(framework.languages, wishes))


@login_required
def enter_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the answers of one sheet of paper, then of the next."""
    way = fetching.way_to_manage(request.user, pk, WayKind.PAPER)
    thing = way.campaign
    form = SheetForm(
        request.POST if request.method == "POST" else None,
        framework=_framework(request, thing),
        people=None if thing.is_confidential else _who_can_answer(request, thing),
        units=queries.units_to_name(thing),
        initial={"key": new_pass(way)},
    )
    if form.is_valid() and carried_out(form, lambda: _enter(way, form)):
        messages.success(request, _("The sheet is counted. Here is room for the next."))
        return redirect("readiness:enter-sheet", pk)
    way.refresh_from_db(fields=["taken"])
    context = {"campaign": thing, "form": form, "way": way, "scale": form.framework.scale}
    return render(request, "readiness/enter_sheet.html", context, status=status_of(form))


def _enter(way: WayIn, form: SheetForm) -> bool:
    person = form.cleaned_data.get("person")
    key, filled = form.cleaned_data["key"], form.filled()
    services.enter_answers(way=way, key=key, filled=filled, person=person, now=timezone.now())
    return True


def _who_can_answer(request: HttpRequest, thing: Campaign) -> Any:
    """The people of the organisation, save those who have answered by their own link."""
    answered = thing.invitations.filter(answered=True).values("person")
    people = people_listed(request.user).filter(organisation=thing.organisation)
    return people.exclude(pk__in=answered).order_by("name")
