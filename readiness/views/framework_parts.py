"""Pages on which the draft of a framework is worked on: its basics, areas, questions and their order."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering.answers import confirm_page, do_and_return, form_page
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from readiness import framework_editing as editing
from readiness.forms.framework_parts import AreaForm, BasicsForm, QuestionForm
from readiness.framework_editing import NotInDraft
from readiness.models import OwnFramework
from readiness.services import own_frameworks as services
from readiness.views.fetching import draft_page


@draft_page
def edit_framework(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Name, introduction, bands, source and licence."""
    form = BasicsForm(request.POST or None, own=own)
    if form.is_valid() and _done(
        request, form, own, "changed", lambda draft: editing.set_basics(draft, form.values())
    ):
        return redirect(own)
    heading = _("Name, words and bands of %(name)s") % {"name": own}
    return form_page(request, form, heading, back=own.get_absolute_url())


def _done(request: HttpRequest, form: Any, own: OwnFramework, verb: str, do: Any, part: str = "") -> bool:
    """Whether something was done to the draft; if not, the form says why."""

    def act() -> bool:
        services.edit_draft(own=own, by=request.user, verb=verb, do=do, part=part)
        return True

    return bool(carried_out(form, act))


@draft_page
def add_area(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """A further area."""
    form = AreaForm(request.POST or None, own=own)
    if form.is_valid() and _done(
        request,
        form,
        own,
        "added",
        lambda draft: editing.add_area(draft, form.values()),
        form.values()["name"],
    ):
        return redirect(own)
    return form_page(request, form, _("Add an area"), back=own.get_absolute_url(), submit=_("Add it"))


@draft_page
def edit_area(request: HttpRequest, own: OwnFramework, area: str) -> HttpResponse:
    """An area's words, weight and recommended actions."""
    name = _name_of(own, "area", area)
    form = AreaForm(request.POST or None, own=own, area=area)
    if form.is_valid() and _done(
        request, form, own, "changed", lambda draft: editing.set_area(draft, area, form.values()), name
    ):
        return _back_to(own, area)
    heading = _("Edit the area “%(name)s”") % {"name": name}
    return form_page(request, form, heading, back=own.get_absolute_url())


@draft_page
def remove_area(request: HttpRequest, own: OwnFramework, area: str) -> HttpResponse:
    """Take an area out, with its questions; asks first."""
    name = _name_of(own, "area", area)

    def remove() -> None:
        services.edit_draft(
            own=own,
            by=request.user,
            verb="removed",
            part=name,
            do=lambda draft: editing.remove_area(draft, area),
        )

    if request.method == "POST":
        return do_and_return(request, remove, _("Removed: %(name)s") % {"name": name}, own)
    heading = _("Remove the area “%(name)s”?") % {"name": name}
    text = _("Its questions go with it. Published versions keep them.")
    back = own.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Remove it"))


@draft_page
def add_question(request: HttpRequest, own: OwnFramework, area: str) -> HttpResponse:
    """A further question of an area."""
    _name_of(own, "area", area)
    form = QuestionForm(request.POST or None, own=own, initial={"area": area})
    if form.is_valid():
        values = form.values()

        def add() -> bool:
            services.add_question(own=own, area=values["area"], by=request.user, values=values)
            return True

        if carried_out(form, add):
            if "another" in request.POST:
                messages.success(request, _("Added. Here is room for the next one."))
                return redirect("readiness:add-question", own.pk, area)
            return _back_to(own, values["area"])
    heading = _("Add a question")
    return form_page(
        request,
        form,
        heading,
        back=own.get_absolute_url(),
        submit=_("Add it"),
        another=_("Add it, and another"),
    )


@draft_page
def edit_question(request: HttpRequest, own: OwnFramework, question: str) -> HttpResponse:
    """A question's words and levels, and in which area it stands."""
    _name_of(own, "question", question)
    form = QuestionForm(request.POST or None, own=own, question=question)
    if form.is_valid() and _done(
        request,
        form,
        own,
        "changed",
        lambda draft: editing.set_question(draft, question, form.values()),
        form.cleaned_data["text"][:100],
    ):
        return _back_to(own, question)
    return form_page(request, form, _("Edit a question"), back=own.get_absolute_url())


@draft_page
def remove_question(request: HttpRequest, own: OwnFramework, question: str) -> HttpResponse:
    """Take a question out; asks first."""
    name = _name_of(own, "question", question)

    def remove() -> None:
        services.edit_draft(
            own=own,
            by=request.user,
            verb="removed",
            part=name[:100],
            do=lambda draft: editing.remove_question(draft, question),
        )

    if request.method == "POST":
        return do_and_return(request, remove, _("Removed: %(name)s") % {"name": name}, own)
    heading = _("Remove this question?")
    back = own.get_absolute_url()
    return confirm_page(request, heading, name, back=back, submit=_("Remove it"))


@draft_page
@require_POST
def arrange_framework(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Move an area or a question: one place up or down, or before another one as it was dragged."""
    asked = request.POST
    kind = "area" if asked.get("kind") == "area" else "question"
    key = asked.get("key", "")

    def do(draft: Any) -> None:
        if "before" in asked:
            editing.place(draft, kind, key, before=asked["before"], into=asked.get("into", ""))
        else:
            editing.move(draft, kind, key, up=asked.get("to") == "up")

    try:
        services.edit_draft(own=own, by=request.user, verb="moved", do=do, part=key)
    except DomainError as error:
        messages.error(request, str(error))
    return _back_to(own, key)


@draft_page
@require_POST
def leave_out_languages(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Keep the framework's own language only."""

    def leave_out() -> None:
        services.edit_draft(own=own, by=request.user, verb="changed", do=editing.drop_translations)

    return do_and_return(request, leave_out, _("The other languages are left out of the draft."), own)


def _name_of(own: OwnFramework, kind: str, key: str) -> str:
    """What a part of the draft is called; 404 when it isn't there."""
    try:
        if kind == "area":
            return str(editing.area_in(own.draft, key)["name"])
        return str(editing.question_in(own.draft, key)[1]["text"])
    except NotInDraft as error:
        raise Http404 from error


def _back_to(own: OwnFramework, key: str) -> HttpResponse:
    """The framework's page, where the part stands that was worked on."""
    return redirect(f"{own.get_absolute_url()}#{key}")
