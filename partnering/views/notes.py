"""What stands beside a thing: notes, files and tags, as a page and as a part of the thing's own page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page, status_of
from partnering.forms.base import carried_out
from partnering.forms.notes import FileForm, NoteForm, NoteTextForm, TagsForm
from partnering.models import Action, Attachment, Note, Partnership, Person, Tag
from partnering.services import files, notes, tags
from partnering.services.reads import What, note_reads
from partnering.views import fetching

MOST = 50


@login_required
@require_safe
def beside(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Notes, files and tags of a thing; only the part itself for the thing's own page, which asks for it."""
    return _page(request, fetching.thing_to_see(request.user, kind, pk))


@login_required
@require_POST
def add_note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Write a note beside a thing."""
    thing = fetching.thing_to_see(request.user, kind, pk)
    form = NoteForm(request.POST, shareable=_shareable(thing))
    return _added(
        request,
        thing,
        form,
        lambda: notes.add_note(thing=thing, by=request.user, **form.cleaned_data),
        _("The note is saved."),
        "note_form",
    )


@login_required
@require_POST
def add_file(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Attach a file to a thing."""
    thing = fetching.thing_to_see(request.user, kind, pk)
    form = FileForm(request.POST, request.FILES, shareable=_shareable(thing))

    def attach() -> Attachment:
        file = form.cleaned_data["file"]
        content = file.read(files.limit() + 1)
        joint = form.cleaned_data.get("joint", False)
        return files.attach_file(thing=thing, name=file.name, content=content, joint=joint, by=request.user)

    return _added(request, thing, form, attach, _("The file is attached."), "file_form")


@login_required
@require_POST
def set_tags(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Give a thing these tags."""
    thing = fetching.thing_to_see(request.user, kind, pk)
    form = TagsForm(request.POST)

    def keep() -> bool:
        tags.set_tags(thing=thing, names=form.cleaned_data["tags"].split(","), by=request.user)
        return True

    return _added(request, thing, form, keep, _("The tags are saved."), "tags_form")


@login_required
@require_safe
def mentions(request: HttpRequest, kind: str, pk: int) -> JsonResponse:
    """Whom one may mention beside a thing, by the beginning of any part of their name."""
    thing = fetching.thing_to_see(request.user, kind, pk)
    asked = request.GET.get("q", "").strip()[:60]
    joint = request.GET.get("joint") == "on" and _shareable(thing)
    people = notes.people_to_mention(request.user, thing, joint=joint)
    found = people.filter(models.Q(name__istartswith=asked) | models.Q(name__icontains=f" {asked}"))
    names = found.order_by("name").values_list("name", flat=True)[:8] if asked else []
    return JsonResponse({"names": list(names)})


@login_required
def edit_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one's own words."""
    note = fetching.note_of_ones_own(request.user, pk)
    form = NoteTextForm(request.POST or None, instance=note)
    back = _back(request, note)
    if form.is_valid() and carried_out(
        form, lambda: notes.edit_note(note=note, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Saved."))
        return redirect(back)
    return form_page(request, form, _("Edit the note"), back=back)


@login_required
def delete_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a note away, after asking."""
    note = fetching.note_to_change(request.user, pk)
    back = _back(request, note)
    if request.method == "POST":
        done = _("The note is deleted.")
        return do_and_return(request, lambda: notes.delete_note(note=note, by=request.user), done, back)
    text = _("Its words go. That there was a note stays in the record.")
    return confirm_page(request, _("Delete this note?"), text, back=back, submit=_("Delete"))


@login_required
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a file. It never opens inside the site, whatever is in it."""
    attachment = fetching.file_to_see(request.user, pk)
    note_reads(by=request.user, what=What.FILE, thing=attachment, organisations=[attachment.organisation])
    with attachment.file.open("rb") as content:
        answer = HttpResponse(content.read(), content_type=attachment.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=attachment.name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
def delete_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a file, after asking."""
    attachment = fetching.file_to_change(request.user, pk)
    back = _address_of(attachment)
    if request.method == "POST":
        done = _("The file is deleted.")
        return do_and_return(
            request, lambda: files.delete_file(attachment=attachment, by=request.user), done, back
        )
    heading = _("Delete %(name)s?") % {"name": attachment.name}
    text = _("Its content goes for good. That it was there stays in the record.")
    return confirm_page(request, heading, text, back=back, submit=_("Delete"))


def _added(
    request: HttpRequest, thing: Any, form: Any, do: Callable[[], Any], done: str, name: str
) -> HttpResponse:
    """Back to the thing when it was done; else the page again, with what was typed and what is wrong."""
    if form.is_valid() and carried_out(form, do):
        messages.success(request, done)
        return redirect(thing)
    return _page(request, thing, **{name: form})


def _page(request: HttpRequest, thing: Any, **forms: Any) -> HttpResponse:
    user, shareable = request.user, _shareable(thing)
    bound = next(iter(forms.values()), None)
    shown = Tag.objects.visible_to(user).of(thing)
    written = list(Note.objects.visible_beside(user, thing).select_related("author", "organisation")[:MOST])
    kept = Attachment.objects.visible_beside(user, thing).select_related("author", "organisation")
    attached = list(kept[:MOST])
    authors = {one.author_id for one in (*written, *attached)}
    context = {
        "thing": thing,
        "known": set(Person.objects.visible_to(user).filter(pk__in=authors).values_list("pk", flat=True)),
        "kind": thing._meta.model_name,
        "notes": written,
        "files": attached,
        "tags": shown,
        # What is said of a joint action is for all who do it together, unless its writer says otherwise.
        "note_form": NoteForm(shareable=shareable, shared=isinstance(thing, Action)),
        "file_form": FileForm(shareable=shareable),
        "tags_form": TagsForm(initial={"tags": ", ".join(tag.name for tag in shown)}),
        "changeable": access.leads_own_organisation(user),
    } | forms
    template = "partnering/_notes_and_files.html" if request.htmx else "partnering/beside.html"
    return render(request, template, context, status=status_of(bound) if bound else 200)


def _shareable(thing: Any) -> bool:
    return notes.partnership_of(thing) is not None


def _back(request: HttpRequest, note: Note) -> str:
    """Where the user came from: the timeline of a partnership, or the page of what the note is about."""
    thing = note.thing
    if request.GET.get("next") == "timeline" and isinstance(thing, Partnership):
        return reverse("partnering:timeline", args=[thing.slug])
    return _address_of(note)


def _address_of(one: Any) -> str:
    return str(one.thing.get_absolute_url())
