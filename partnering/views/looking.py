"""Looking at the product as another role of one's own organisation, and stopping."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnering import looking_as
from partnering.forms.looking import LookForm
from partnering.services.looking import may_look, start_looking


@login_required
def look_as(request: HttpRequest) -> HttpResponse:
    """Choose a role to look as; while somebody looks, sending anything here stops it."""
    if not may_look(request.user):
        raise Http404
    form = LookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        role = form.cleaned_data["role"]
        looking_as.keep(request, start_looking(by=request.user, role="" if role == "none" else role))
        messages.info(request, _("You look as another role now. Nothing can be changed meanwhile."))
        return redirect("/")
    context = {
        "form": form,
        "heading": _("Look as another role"),
        "intro": _(
            "See what a colleague of your organisation with that role would see, of what you may see yourself. "
            "Nothing can be changed or downloaded meanwhile. It ends when you stop, sign out, or after an hour, "
            "and it is on record that you looked."
        ),
        "submit": _("Look"),
        "back": "/",
    }
    return render(request, "partnering/form.html", context, status=422 if form.is_bound else 200)
