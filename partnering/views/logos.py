"""Logos of organisations: choosing one, and serving it to those who may know the organisation."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnering.answers import do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.forms.register import LogoForm
from partnering.services import logos as services
from partnering.views import fetching


@login_required
@require_safe
def logo(request: HttpRequest, pk: int) -> HttpResponse:
    """The picture. Its address changes with its content, so that a browser may keep it, for this user only."""
    thing = fetching.organisation_to_see(request.user, pk)
    if not thing.logo:
        raise Http404
    with thing.logo.open("rb") as file:
        answer = HttpResponse(file.read(), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
def edit_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a logo."""
    thing = fetching.organisation_to_keep(request.user, pk)
    form = LogoForm(request.POST or None, request.FILES or None)
    if form.is_valid() and carried_out(
        form,
        lambda: services.set_logo(organisation=thing, content=form.cleaned_data["picture"], by=request.user),
    ):
        messages.success(request, _("The logo is saved."))
        return redirect(thing)
    remove = reverse("partnering:remove-logo", args=[pk]) if thing.logo else ""
    heading = _("Logo of %(name)s") % {"name": thing}
    return form_page(request, form, heading, back=thing.get_absolute_url(), remove=remove)


@login_required
@require_POST
def remove_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """Go back to initials."""
    thing = fetching.organisation_to_keep(request.user, pk)
    return do_and_return(
        request,
        lambda: services.remove_logo(organisation=thing, by=request.user),
        _("The logo is removed."),
        thing,
    )
