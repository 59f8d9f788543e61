"""The import: upload, watch it being checked, look, confirm, done."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from partnering import access, exports, registry
from partnering.answers import download, page_of
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from partnering.forms.imports import CarryOutForm, UploadForm
from partnering.models import ImportFile, Organisation
from partnering.models.imports import REGISTER
from partnering.services import import_jobs as services
from partnering.services.import_drafts import LISTED
from partnering.services.progress import told
from partnering.views import fetching

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _kind_to_import(request: HttpRequest) -> registry.Importer:
    """The kind of file that the address names."""
    if not access.may_start(request.user) or request.GET.get("kind", REGISTER) not in registry.importers:
        raise Http404
    return registry.importers[request.GET.get("kind", REGISTER)]


@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a kind and a file, and see what became of earlier ones; a file that can't be read is refused here."""
    importer = _kind_to_import(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        chosen = form.cleaned_data["file"]
        kept = carried_out(
            form,
            lambda: services.keep_import_file(
                by=request.user, name=chosen.name, content=chosen.read(), kind=importer.key
            ),
        )
        if kept:
            return redirect(kept)
    context = {
        "form": form,
        "importer": importer,
        "importers": registry.importers.values(),
        "columns": exports.column_notes(importer),
        "rules": exports.rules(importer),
        "page": page_of(request, ImportFile.objects.visible_to(request.user).light()),
        "led": _led(request),
    }
    return render(request, "partnering/import.html", context, status=422 if form.errors else 200)


def _led(request: HttpRequest) -> int | None:
    """The organisation whose imports the user may read of, beside their own."""
    person = access.person_of(request.user)
    return (
        person.organisation_id
        if person and access.leads_organisation(request.user, person.organisation_id)
        else None
    )


@login_required
@never_cache
def import_file(request: HttpRequest, pk: int) -> HttpResponse:
    """An import: how far it is, what it would change and which rows can't be imported, or what it did."""
    file = fetching.import_to_see(request.user, pk)
    if file.state == ImportFile.State.CHECKED:
        return render(request, "partnering/import_preview.html", _preview(request, file))
    if file.state == ImportFile.State.UNDO_LOOKED:
        context = {"file": file, "undo": file.undo, "page": page_of(request, file.undo["listed"])}
        return render(request, "partnering/import_undo.html", context)
    if file.state == ImportFile.State.UNDONE:
        context = {"file": file, "undo": file.undo, "page": page_of(request, file.undo["listed"])}
        return render(request, "partnering/import_undone.html", context)
    if file.state == ImportFile.State.DONE:
        named = Organisation.objects.visible_to(request.user).filter(pk__in=file.summary["organisations"])
        context = {"file": file, "page": page_of(request, named)}
        return render(request, "partnering/import_done.html", context)
    return render(request, "partnering/import_progress.html", _shown(file))


def _shown(file: ImportFile) -> dict[str, Any]:
    """What the page of an import in work shows; the bar calls it the job."""
    if file.state in (ImportFile.State.IMPORTING, ImportFile.State.UNDOING):
        file.rows_done = told(file, "rows_done")
    return {"file": file, "job": file}


def _preview(request: HttpRequest, file: ImportFile) -> dict[str, Any]:
    preview = file.summary
    lists = {"problems": preview["problems"], "changes": preview["changes"], "new": preview["newcomers"]}
    asked = request.GET.get("show", "")
    show = asked if lists.get(asked) else next((name for name, rows in lists.items() if rows), "new")
    return {
        "file": file,
        "preview": preview,
        "good_rows": preview["rows"] - preview["bad_rows"],
        "changed": sum(count["changed"] for count in preview["counts"].values()),
        "added": sum(count["new"] for count in preview["counts"].values()),
        "form": CarryOutForm(),
        "show": show,
        "listed": LISTED,
        "page": page_of(request, lists[show]),
    }


@login_required
@never_cache
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again until the job is done, and then has the whole page shown anew."""
    file = fetching.import_to_see(request.user, pk)
    answer = render(request, "partnering/_import_progress.html", _shown(file))
    if not file.is_working:
        answer["HX-Refresh"] = "true"
    return answer


@login_required
@require_POST
def carry_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it imported; checked anew, since the register may have changed since the preview."""
    file = fetching.import_to_see(request.user, pk)
    form = CarryOutForm(request.POST)
    form.is_valid()
    try:
        services.confirm_import(file=file, leave_out_bad=form.cleaned_data["leave_out_bad"])
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(file)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the file away, also while it is checked; nothing was changed."""
    file = fetching.import_to_see(request.user, pk)
    try:
        services.forget_import_file(file=file)
    except DomainError as error:
        messages.error(request, str(error))
        return redirect(file)
    messages.success(request, _("The file is thrown away. Nothing was changed."))
    return redirect("partnering:import")


@login_required
def bad_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """All rows that can't be imported, with the reasons, as CSV to mend and upload."""
    file = fetching.import_with_bad_rows(request.user, pk)
    return download(bytes(file.bad_rows), "traction-bad-rows.csv", "text/csv; charset=utf-8")


@login_required
def csv_template(request: HttpRequest) -> HttpResponse:
    """The template as CSV."""
    importer = _kind_to_import(request)
    return download(
        exports.import_template_csv(importer),
        f"traction-import-{importer.key}.csv",
        "text/csv; charset=utf-8",
    )


@login_required
def xlsx_template(request: HttpRequest) -> HttpResponse:
    """The template as XLSX, with a sheet of notes."""
    importer = _kind_to_import(request)
    return download(exports.import_template_xlsx(importer), f"traction-import-{importer.key}.xlsx", XLSX)
