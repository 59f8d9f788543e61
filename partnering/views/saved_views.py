"""Saved views of lists: keep, rename, let go, open a list with one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, registry
from partnering.answers import confirm_page, form_page
from partnering.forms.base import carried_out
from partnering.forms.saved_views import SavedViewForm
from partnering.lists import kept_query
from partnering.services import saved_views as services
from partnering.views import fetching


def _back(request: HttpRequest) -> str:
    """The page of the list from which one came, as the address says, or else the first page of the site."""
    address = request.GET.get("back", "")
    return address if url_has_allowed_host_and_scheme(address, None) else "/"


@login_required
def save_view(request: HttpRequest, listing: str) -> HttpResponse:
    """Keep what a list is narrowed to under a name."""
    back = _back(request)
    query = kept_query(back.partition("?")[2])
    known = any(place.key == listing for place in registry.lists)
    if access.person_of(request.user) is None or not query or not known:
        raise Http404
    form = SavedViewForm(request.POST or None)
    if form.is_valid() and carried_out(
        form,
        lambda: services.save_view(listing=listing, query=query, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("The view is kept. You find it above the list."))
        return redirect(back)
    intro = _("It keeps what the list is narrowed to and its order, not the rows.")
    return form_page(request, form, _("Keep this view"), back=back, submit=_("Keep it"), intro=intro)


@login_required
def edit_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a view of one's own, or share it."""
    view, back = fetching.view_to_change(request.user, pk), _back(request)
    form = SavedViewForm(
        request.POST or None, initial={"name": view.name, "shared": view.shared_with_id is not None}
    )

    def change() -> bool:
        services.edit_view(view=view, by=request.user, **form.cleaned_data)
        return True

    if form.is_valid() and carried_out(form, change):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, _("Edit the view %(name)s") % {"name": view}, back=back)


@login_required
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a view go, after asking."""
    view, back = fetching.view_to_change(request.user, pk), _back(request)
    if request.method == "POST":
        services.delete_view(view=view)
        messages.success(request, _("The view %(name)s is deleted.") % {"name": view})
        return redirect(back)
    text = _("Only the view goes; nothing that it lists does.")
    if view.shared_with_id:
        text += " " + _("Your colleagues lose it too.")
    heading = _("Delete the view %(name)s?") % {"name": view}
    return confirm_page(request, heading, text, back=back, submit=_("Delete"))


@login_required
@require_POST
def toggle_default(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the list with this view from now on, or no longer."""
    view, back = fetching.view_to_use(request.user, pk), _back(request)
    if services.toggle_default(view=view, by=request.user):
        messages.success(request, _("The list opens with %(name)s from now on.") % {"name": view})
    else:
        messages.success(request, _("The list opens as before from now on."))
    return redirect(back)
