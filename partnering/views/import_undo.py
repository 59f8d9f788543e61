"""Undoing an import: ask what it would do, look, agree or keep it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from partnering.answers import download
from partnering.errors import DomainError
from partnering.models import ImportFile
from partnering.services import import_undo_jobs as services
from partnering.views import fetching


def _done(request: HttpRequest, pk: int, do: Callable[[ImportFile], None]) -> HttpResponse:
    file = fetching.import_to_see(request.user, pk)
    try:
        do(file)
    except DomainError as error:
        messages.error(request, str(error))
    return redirect(file)


@login_required
@require_POST
def ask_for_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it looked at what undoing would do."""
    return _done(request, pk, lambda file: services.ask_for_undo(file=file))


@login_required
@require_POST
def agree_to_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it undone; looked at anew, since the register may have changed meanwhile."""
    return _done(request, pk, lambda file: services.agree_to_undo(file=file))


@login_required
@require_POST
def keep_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave it as it is after all."""
    return _done(request, pk, lambda file: services.keep_import(file=file))


@login_required
def staying(request: HttpRequest, pk: int) -> HttpResponse:
    """All that an undo leaves, with the reasons, as CSV."""
    file = fetching.import_with_staying(request.user, pk)
    return download(bytes(file.staying), "traction-import-stays.csv", "text/csv; charset=utf-8")
