"""The import: upload, look, confirm, done."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access, exports
from partnering.answers import page_of
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.forms.imports import CarryOutForm, UploadForm
from partnering.models import ImportFile, Organisation, User
from partnering.services import importing as services
from partnering.views import fetching

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _may_import(user: User) -> None:
    if not access.may_start(user):
        raise Http404


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; what is wrong with it as a whole is said here."""
    _may_import(request.user)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        kept = carried_out(
            form, lambda: services.keep_import_file(by=request.user, name=chosen.name, content=chosen.read())
        )
        if kept:
            return redirect(kept)
    context = {
        "form": form,
        "columns": exports.column_notes(),
        "rules": exports.rules(),
        "waiting": ImportFile.objects.visible_to(request.user).defer("content"),
    }
    return render(request, "partnering/import.html", context, status=422 if form.errors else 200)


@login_required
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, and which rows can't be imported and why."""
    file = fetching.import_file_to_carry_out(request.user, pk)
    preview = services.preview_file(file=file)
    lists = {"problems": preview.problems, "changes": preview.changes, "new": preview.newcomers}
    asked = request.GET.get("show", "")
    show = asked if lists.get(asked) else next((name for name, rows in lists.items() if rows), "new")
    context = {
        "file": file,
        "preview": preview,
        "good_rows": preview.rows - preview.bad_rows,
        "form": CarryOutForm(),
        "show": show,
        "page": page_of(request, lists[show]),
    }
    return render(request, "partnering/import_preview.html", context)


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Import it; checked anew, since the register may have changed since the preview."""
    file = fetching.import_file_to_carry_out(request.user, pk)
    form = CarryOutForm(request.POST)
    form.is_valid()
    try:
        outcome = services.carry_out_file(file=file, leave_out_bad=form.cleaned_data["leave_out_bad"])
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(file)
    if outcome.entry is None:
        messages.info(request, _("Nothing was changed: all that the file holds is there already."))
        return redirect("partnering:organisations")
    return redirect("partnering:import-done", pk=outcome.entry.pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away; nothing was changed."""
    services.forget_import_file(file=fetching.import_file_to_carry_out(request.user, pk))
    messages.success(request, _("The file is thrown away. Nothing was changed."))
    return redirect("partnering:import")


@login_required
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """What an import of one's own changed, with the ways onward."""
    entry = fetching.import_to_look_back_on(request.user, pk)
    named = Organisation.objects.visible_to(request.user).filter(pk__in=entry.details["organisations"])
    return render(request, "partnering/import_done.html", {"entry": entry, "page": page_of(request, named)})


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@login_required
def csv_template(request: HttpRequest) -> HttpResponse:
    """The template as CSV."""
    _may_import(request.user)
    return _download(exports.import_template_csv(), "traction-import.csv", "text/csv; charset=utf-8")


@login_required
def xlsx_template(request: HttpRequest) -> HttpResponse:
    """The template as XLSX, with a sheet of notes."""
    _may_import(request.user)
    return _download(exports.import_template_xlsx(), "traction-import.xlsx", XLSX)
