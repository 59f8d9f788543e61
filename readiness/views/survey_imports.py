"""Bringing in a survey that was asked with another tool: file, columns, words, a look, and the word to do it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering.answers import confirm_page, do_and_return, status_of
from partnering.forms.base import carried_out
from readiness import languages, survey_mapping
from readiness.forms.survey_imports import ColumnsForm, ImportSurveyForm, SurveyFileForm, WordsForm
from readiness.framework_data import Framework
from readiness.models import Campaign, SurveyImport
from readiness.services import survey_imports as services
from readiness.services.frameworks import frameworks_to_ask
from readiness.views import fetching

LISTED = 100
LOOKED_AT = 40
"""Rows from whose answers the page gives examples."""


@login_required
def import_survey(request: HttpRequest) -> HttpResponse:
    """Choose a file and its framework; what waits still, and what came in so far."""
    organisation = fetching.organisation_to_survey(request.user)
    language = languages.readers_language(request.user)
    frameworks = [(slug, one.in_language(language).name) for slug, one in frameworks_to_ask(organisation)]
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = SurveyFileForm(*given, frameworks=frameworks)
    if form.is_valid():
        values = form.cleaned_data
        file = values["file"]
        kept = carried_out(
            form,
            lambda: services.keep_survey_file(
                organisation=organisation,
                framework=values["framework"],
                name=file.name,
                content=file.read(),
                heading_lines=values["heading_lines"],
                by=request.user,
            ),
        )
        if kept:
            return redirect("readiness:survey-import-columns", kept.pk)
    rows = SurveyImport.objects.visible_to(request.user).defer("table").select_related("campaign")
    context = {"form": form, "imports": rows[:LISTED]}
    return render(request, "readiness/import_survey.html", context, status=status_of(form))


@login_required
def survey_import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Which column is which question, unit, level or comment."""
    kept = fetching.survey_import_to_work_on(request.user, pk)
    table = kept.read_table()
    form = ColumnsForm(
        request.POST if request.method == "POST" else None,
        headings=table.headings,
        columns=kept.columns,
        rows=[cells for _line, cells in table.rows[:LOOKED_AT]],
        framework=_framework(request, kept),
    )
    if form.is_valid() and carried_out(form, lambda: services.map_columns(kept=kept, columns=form.columns())):
        return redirect("readiness:survey-import-words", kept.pk)
    context = {"kept": kept, "table": table, "form": form, "step": 2}
    return render(request, "readiness/import_columns.html", context, status=status_of(form))


@login_required
def survey_import_words(request: HttpRequest, pk: int) -> HttpResponse:
    """Which word is which level of the scale, which unit, which level of people."""
    kept = fetching.survey_import_to_work_on(request.user, pk)
    table, columns = kept.read_table(), kept.column_map()
    framework = _framework(request, kept)
    form = WordsForm(
        request.POST if request.method == "POST" else None,
        words=survey_mapping.words_of(table, columns, services.framework_of(kept)),
        units=survey_mapping.names_in(table, columns.places(survey_mapping.UNIT)),
        levels=survey_mapping.names_in(table, columns.places(survey_mapping.LEVEL)),
        said=(kept.words, kept.unit_words, kept.level_words),
        framework=framework,
        unit_choices=services.units_of(kept.organisation),
        level_choices=services.levels_known(),
    )
    if form.is_valid() and carried_out(
        form,
        lambda: services.map_words(
            kept=kept, words=form.said("w"), units=form.said("u"), levels=form.said("l")
        ),
    ):
        return redirect(kept)
    context = {"kept": kept, "form": form, "step": 3, "framework": framework}
    return render(request, "readiness/import_words.html", context, status=status_of(form))


@login_required
def survey_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at what would come in, line by line where something is wrong, and then have it imported."""
    kept = fetching.survey_import_to_work_on(request.user, pk)
    reading = services.reading_of(kept)
    initial = {"title": kept.name.rpartition(".")[0] or kept.name, "asked": len(reading.given)}
    form = ImportSurveyForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        made = carried_out(
            form, lambda: services.import_survey(kept=kept, by=request.user, **form.cleaned_data)
        )
        if made:
            messages.success(request, _imported(made))
            return redirect(made)
    context = {
        "kept": kept,
        "form": form,
        "step": 4,
        "problems": survey_mapping.troubles(reading.problems)[:LISTED],
        "listed": LISTED,
        "reading": reading,
        "areas": _areas(_framework(request, kept), kept, reading),
    }
    return render(request, "readiness/import_look.html", context, status=status_of(form))


def _imported(made: Campaign) -> str:
    if made.counting_since is None:
        return _("The survey is imported. Its result is shown like any other.")
    return _("The survey is imported. It is being counted.")


@login_required
@require_POST
def throw_away_survey_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the file."""
    kept = fetching.survey_import_to_work_on(request.user, pk)
    back = reverse("readiness:import-survey")
    return do_and_return(request, lambda: services.throw_away(kept=kept), _("The file is forgotten."), back)


@login_required
def undo_survey_import(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an imported survey back; asks first."""
    thing = fetching.imported_campaign_to_manage(request.user, pk)
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.undo_survey_import(campaign=thing, by=request.user),
            _("The import is undone."),
            reverse("readiness:campaigns"),
        )
    text = _(
        "The survey goes with its answers, comments and result, also for partners with whom it is shared. "
        "Actions that you took on stay. You can import the file again."
    )
    heading = _("Undo the import of %(title)s?") % {"title": thing}
    back = thing.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Undo the import"))


def _framework(request: HttpRequest, kept: SurveyImport) -> Framework:
    """What was asked, in the words that the user reads."""
    return services.framework_of(kept).in_language(languages.readers_language(request.user))


def _areas(framework: Framework, kept: SurveyImport, reading: survey_mapping.Reading) -> list[dict[str, Any]]:
    """For each area how many of its questions the file has, and how many answers."""
    asked = {key for _place, key in kept.column_map().questions()}
    return [
        {
            "name": area.name,
            "questions": len(area.questions),
            "there": sum(question.key in asked for question in area.questions),
            "answers": sum(
                question.key in one.answers for one in reading.given for question in area.questions
            ),
        }
        for area in framework.areas
    ]
