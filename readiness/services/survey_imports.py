"""Surveys that were asked with another tool: kept, mapped, looked at, imported whole or not at all, and taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access
from partnering.choices import Level
from partnering.errors import DomainError
from partnering.importing import UnreadableFile, read_lines
from partnering.models import Organisation, Unit, User
from partnering.services.audit import record
from partnering.services.import_checks import why_unreadable
from partnering.services.organisations import end_stewardship
from readiness import survey_mapping as mapping
from readiness.choices import Mode
from readiness.framework_data import Framework
from readiness.models import Campaign, SurveyImport
from readiness.services import box
from readiness.services.answering import LONGEST_COMMENT
from readiness.services.counting import count
from readiness.services.frameworks import framework_version
from readiness.services.terms import check_days, check_smallest
from readiness.suppression import FLOOR
from readiness.survey_files import SurveyTable, table_of
from readiness.survey_words import NO_ANSWER

MOST_RESPONDENTS = 5000
"""So many are imported while their user waits; larger surveys come in parts that are surveys of their own."""


@transaction.atomic
def keep_survey_file(
    *,
    organisation: Organisation,
    framework: str,
    name: str,
    content: bytes,
    by: User,
    heading_lines: int | None = None,
) -> SurveyImport:
    """Keep the table of a file, without the columns that tell who or when, with a first guess of how to read it.

    DomainError when it can't be read, has no answers or too many, or was imported already with this framework.
    """
    version = framework_version(framework, organisation)
    digest = hashlib.sha256(content).hexdigest()
    earlier = SurveyImport.objects.filter(organisation=organisation, framework=framework, digest=digest)
    if before := earlier.filter(campaign__isnull=False).select_related("campaign").first():
        raise DomainError(
            _("This file is imported already, as “%(title)s”. Undo that import first.")
            % {"title": before.campaign}
        )
    table = _table_of(content, heading_lines)
    read = version.framework
    columns = mapping.guess_columns(table.headings, read)
    kept: SurveyImport = SurveyImport.objects.create(
        organisation=organisation,
        user=by,
        name=name[:255],
        digest=digest,
        framework=framework,
        table=mapping.to_data(table),
        columns=columns,
    )
    _guess_words(kept, table, read)
    return kept


def _table_of(content: bytes, heading_lines: int | None) -> SurveyTable:
    try:
        table = table_of(read_lines(content), heading_lines)
    except UnreadableFile as error:
        raise DomainError(why_unreadable(error)) from error
    if not table.rows:
        raise DomainError(_("The file holds no answers below its headings."))
    if len(table.rows) > MOST_RESPONDENTS:
        raise DomainError(
            _(
                "The file holds more than %(number)s rows. Split it, for instance by unit, and import the parts."
            )
            % {"number": f"{MOST_RESPONDENTS:,}"}
        )
    return table


@transaction.atomic
def map_columns(*, kept: SurveyImport, columns: Sequence[str]) -> SurveyImport:
    """Say what each column is. DomainError when no column is a question, or two are the same one."""
    locked = _waiting(kept)
    table, framework = locked.read_table(), framework_of(locked)
    if len(columns) != len(table.headings) or not set(columns) <= possible_columns(framework):
        raise DomainError(_("Choose for each column what it is."))
    chosen = [one for one in columns if one not in (mapping.LEFT_OUT, mapping.COMMENT)]
    if not any(one.startswith(mapping.QUESTION) for one in chosen):
        raise DomainError(
            _("No column is a question yet. Say which question each column of answers belongs to.")
        )
    if len(chosen) != len(set(chosen)):
        raise DomainError(_("Two columns are the same question, unit or level. Leave one of them out."))
    locked.columns = list(columns)
    found = mapping.words_of(table, locked.column_map(), framework)
    if len(found) > mapping.MOST_WORDS:
        raise DomainError(
            _(
                "The columns of questions hold more than %(number)s different words. One of them may be free text."
            )
            % {"number": mapping.MOST_WORDS}
        )
    _guess_words(locked, table, framework)
    return locked


def _guess_words(kept: SurveyImport, table: SurveyTable, framework: Framework) -> None:
    """Guess what words mean, and keep what was said about them before."""
    columns = kept.column_map()
    words = mapping.guess_words(list(mapping.words_of(table, columns, framework)), framework)
    units = mapping.names_in(table, columns.places(mapping.UNIT))
    levels = mapping.names_in(table, columns.places(mapping.LEVEL))
    kept.words = words | kept.words
    kept.unit_words = mapping.guess_names(list(units), units_of(kept.organisation)) | kept.unit_words
    kept.level_words = mapping.guess_names(list(levels), levels_known()) | kept.level_words
    kept.save(update_fields=["columns", "words", "unit_words", "level_words"])


@transaction.atomic
def map_words(
    *,
    kept: SurveyImport,
    words: Mapping[str, str],
    units: Mapping[str, str],
    levels: Mapping[str, str],
) -> SurveyImport:
    """Say what words mean: levels, units ('' leaves them out). What isn't named stays to be said."""
    locked = _waiting(kept)
    framework = framework_of(locked)
    if (
        not set(words.values()) <= possible_meanings(framework)
        or not set(units.values()) <= {"", *(key for key, _name in units_of(locked.organisation))}
        or not set(levels.values()) <= {"", *Level.values}
    ):
        raise DomainError(_("One of the choices is not among those offered any more. Please choose again."))
    locked.words, locked.unit_words, locked.level_words = dict(words), dict(units), dict(levels)
    locked.save(update_fields=["words", "unit_words", "level_words"])
    return locked


def reading_of(kept: SurveyImport) -> mapping.Reading:
    """What the file holds as it is mapped now."""
    return mapping.read_answers(kept.read_table(), kept.column_map(), framework_of(kept), LONGEST_COMMENT)


@transaction.atomic
def import_survey(
    *,
    kept: SurveyImport,
    title: str,
    opens_on: date,
    closes_on: date,
    asked: int,
    by: User,
    minimum_group: int = FLOOR,
) -> Campaign:
    """Make a closed confidential survey of the file, whole or not at all; the table goes. A large one is counted later.

    DomainError while anything in it can't be read, when fewer than the smallest group answered, fewer were asked
    than answered, or the days make no sense.
    """
    locked = _waiting(kept)
    reading = reading_of(locked)
    _check(reading, opens_on, closes_on, asked, minimum_group)
    organisation = locked.organisation
    campaign: Campaign = Campaign.objects.create(
        organisation=organisation,
        framework_version=framework_version(locked.framework, organisation),
        title=title.strip(),
        mode=Mode.CONFIDENTIAL,
        minimum_group=minimum_group,
        opens_on=opens_on,
        closes_on=closes_on,
        launched_on=opens_on,
        population=asked,
        asked=asked,
        reminders=0,
        last_call=False,
        started_by=by,
    )
    box.fill(campaign, (_content(one) for one in reading.given))
    count(campaign, day=closes_on, now=timezone.now())
    locked.campaign, locked.table = campaign, {}
    locked.columns, locked.words, locked.unit_words, locked.level_words = [], {}, {}, {}
    locked.save()
    end_stewardship(organisation=organisation, by=by)
    record(by=by, verb="imported", thing=campaign, organisation=organisation, asked=asked)
    return campaign


def _check(reading: mapping.Reading, opens_on: date, closes_on: date, asked: int, minimum_group: int) -> None:
    answered = len(reading.given)
    if reading.problems:
        raise DomainError(_("Some lines can't be read yet. Nothing is imported until all of them can."))
    check_days(opens_on, closes_on)
    if closes_on > access.today():
        raise DomainError(_("Only a survey that is over can be imported. Choose a last day up to today."))
    check_smallest(minimum_group)
    if answered < minimum_group:
        raise DomainError(
            _("Only %(answered)s answered. With fewer than %(minimum)s nothing could be shown of it.")
            % {"answered": answered, "minimum": minimum_group}
        )
    if asked < answered:
        raise DomainError(_("More people answered than were asked. Enter how many were asked in all."))


def _content(given: mapping.Given) -> dict[str, Any]:
    """One respondent's answers as a closed survey takes them; nobody's name."""
    return {
        "answers": given.answers,
        "unit": given.unit,
        "level": given.level,
        "comment": given.comment,
        "person": None,
    }


@transaction.atomic
def throw_away(*, kept: SurveyImport) -> None:
    """Forget a file that was not imported."""
    if not SurveyImport.objects.waiting().filter(pk=kept.pk).delete()[0]:
        raise DomainError(_("It is imported already. Undo the import instead."))


@transaction.atomic
def undo_survey_import(*, campaign: Campaign, by: User) -> None:
    """Take an imported survey back, with its answers, its result, and what was shared of it."""
    locked = Campaign.objects.locked(campaign.pk)
    if not SurveyImport.objects.filter(campaign=locked).exists():
        raise DomainError(_("This survey was not imported."))
    record(by=by, verb="undid the import of", thing=locked, organisation=locked.organisation)
    locked.delete()


def forget_old_survey_files(*, now: datetime) -> int:
    """Throw away what nobody confirmed within a day. Returns how many."""
    count, _by_model = SurveyImport.objects.forgotten(now).delete()
    return count


def framework_of(kept: SurveyImport) -> Framework:
    """The framework with which a file is read."""
    return framework_version(kept.framework, kept.organisation).framework


def possible_columns(framework: Framework) -> set[str]:
    """What a column can be."""
    questions = {mapping.QUESTION + question.key for question in framework.questions}
    return questions | {mapping.LEFT_OUT, mapping.UNIT, mapping.LEVEL, mapping.COMMENT}


def possible_meanings(framework: Framework) -> set[str]:
    """What a word can mean."""
    scale = framework.scale
    numbers = {str(value) for value in range(scale.minimum, scale.maximum + 1)}
    return numbers | {"dk", "na", NO_ANSWER}


def units_of(organisation: Organisation) -> list[tuple[str, str]]:
    """An organisation's units by name, each with the key by which a map names it."""
    rows = Unit.objects.filter(organisation=organisation).order_by("name", "pk")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def levels_known() -> list[tuple[str, str]]:
    """The levels that people can have."""
    return [(value, str(label)) for value, label in Level.choices]


def _waiting(kept: SurveyImport) -> SurveyImport:
    """The row, locked; DomainError when it was imported or thrown away meanwhile."""
    rows = SurveyImport.objects.waiting().select_for_update(of=("self",)).select_related("organisation")
    locked: SurveyImport | None = rows.filter(pk=kept.pk).first()
    if locked is None:
        raise DomainError(_("This import doesn't wait for your word any more."))
    return locked
