"""A survey asked with another tool comes in whole or not at all, under the rules of any other, and can go again."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry, Unit
from readiness.framework_files import built_in
from readiness.models import Answer, Campaign, Comment, Response, Result, SurveyImport
from readiness.services import survey_imports as services
from readiness.tasks import forget_old_survey_files

FIT = built_in("fit-for-partnering")
KEYS = [question.key for question in FIT.questions]
DAY = date(2024, 3, 1)
WORDS = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def a_file(respondents=12, value="Agree", unit="Operations", **cells) -> bytes:
    """What a survey tool writes: who and when, each question, a unit, a level and a remark."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ["Timestamp", "Email Address", *(one.text for one in FIT.questions), "Team", "Level", "Comment"]
    )
    for number in range(respondents):
        row = [
            "3/2/2026 9:12:30",
            f"person{number}@utility.example",
            *[value] * len(KEYS),
            unit,
            "Staff",
            "Fine.",
        ]
        for place, cell in cells.get(f"row{number}", {}).items():
            row[place] = cell
        writer.writerow(row)
    return text.getvalue().encode()


def keep(cast, content=None, **values) -> SurveyImport:
    given = {"framework": "fit-for-partnering", "name": "old survey.csv", "content": content or a_file()}
    return services.keep_survey_file(organisation=cast.utility, by=cast.users["amina"], **given | values)


def bring_in(cast, kept, **values) -> Campaign:
    given = {"title": "How it was", "opens_on": DAY, "closes_on": DAY + timedelta(days=9), "asked": 20}
    return services.import_survey(kept=kept, by=cast.users["amina"], **given | values)


# --- What comes in


def test_a_closed_confidential_survey_comes_of_it(cast):
    campaign = bring_in(cast, keep(cast))
    assert (campaign.closed_on, campaign.mode, campaign.asked) == (
        DAY + timedelta(days=9),
        "confidential",
        20,
    )
    assert campaign.result.respondents == 12
    assert {area["mean"] for area in campaign.result.figures["areas"]} == {4.0}
    assert Comment.objects.filter(campaign=campaign).count() == 12
    assert AuditEntry.objects.filter(verb="imported", organisation=cast.utility).exists()


def test_no_name_address_or_time_is_ever_kept(cast):
    kept = keep(cast)
    stored = repr([SurveyImport.objects.values().get()])
    assert "person3@" not in stored
    assert "9:12" not in stored
    campaign = bring_in(cast, kept)
    assert not Response.objects.filter(campaign=campaign, person__isnull=False).exists()


def test_the_table_goes_when_it_is_imported(cast):
    kept = keep(cast)
    bring_in(cast, kept)
    kept.refresh_from_db()
    assert (kept.table, kept.columns, kept.words) == ({}, [], {})
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyImport.objects.update(table={"rows": [1]})


def test_units_and_levels_count_where_enough_share_them(cast):
    campaign = bring_in(cast, keep(cast))
    assert set(Response.objects.values_list("unit", "level")) == {(cast.unit.pk, "staff")}
    (row,) = [one for one in campaign.result.figures["units"] if one["name"] == "Operations"]
    assert row["key"] == str(cast.unit.pk)


def test_a_small_unit_is_held_back_as_ever(cast):
    finance = Unit.objects.create(organisation=cast.utility, name="Finance")
    place = len(KEYS) + 2
    content = a_file(12, row0={place: "Finance"}, row1={place: "Finance"})
    campaign = bring_in(cast, keep(cast, content))
    assert not Response.objects.filter(unit=finance).exists()
    means = {one["name"]: one["means"] for one in campaign.result.figures["units"]}
    assert set(means.get("Finance", [None])) == {None}
    assert set(means["Operations"]) == {None}, "everybody minus Operations would be Finance"


def test_lines_without_any_answer_are_passed_over(cast):
    blank = dict.fromkeys(range(2, 2 + len(KEYS)), "")
    kept = keep(cast, a_file(13, row5=blank))
    assert (services.reading_of(kept).empty, len(services.reading_of(kept).given)) == (1, 12)


# --- All or nothing


def test_nothing_is_imported_as_long_as_one_word_is_unknown(cast):
    kept = keep(cast, a_file(12, row7={2: "Purple"}))
    (problem,) = services.reading_of(kept).problems
    assert (problem.line, problem.word) == (9, "Purple")
    with pytest.raises(DomainError, match="until all of them can"):
        bring_in(cast, kept)
    assert not Campaign.objects.exists()
    services.map_words(
        kept=kept, words={**kept.words, "Purple": "dk"}, units=kept.unit_words, levels=kept.level_words
    )
    kept.refresh_from_db()
    campaign = bring_in(cast, kept)
    assert Answer.objects.filter(response__campaign=campaign, value="dk").count() == 1


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"asked": 11}, "More people answered"),
        ({"closes_on": DAY - timedelta(days=1)}, "before the first"),
        ({"closes_on": access.today() + timedelta(days=1)}, "is over"),
        ({"minimum_group": 4}, "5 or more"),
        ({"minimum_group": 13}, "nothing could be shown"),
    ],
)
def test_what_makes_no_sense_is_refused_and_the_file_waits_on(cast, values, said):
    kept = keep(cast)
    with pytest.raises(DomainError, match=said):
        bring_in(cast, kept, **values)
    assert not Campaign.objects.exists()
    assert SurveyImport.objects.waiting().get().table


def test_fewer_than_five_answers_are_refused(cast):
    with pytest.raises(DomainError, match="Only 4 answered"):
        bring_in(cast, keep(cast, a_file(4)))


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "holds no rows"), (b"One,Two\n", "no answers"), (b"\xd0\xcf\x11\xe0", "old Excel")],
)
def test_a_file_without_answers_is_refused_with_the_reason(cast, content, said):
    with pytest.raises(DomainError, match=said):
        services.keep_survey_file(
            organisation=cast.utility, framework="fit-for-partnering", name="x", content=content,
            by=cast.users["amina"],
        )  # fmt: skip
    assert not SurveyImport.objects.exists()


def test_too_many_rows_are_refused(cast, monkeypatch):
    monkeypatch.setattr(services, "MOST_RESPONDENTS", 5)
    with pytest.raises(DomainError, match="more than 5 rows"):
        keep(cast)


def test_a_file_is_imported_once_and_again_after_it_was_undone(cast):
    campaign = bring_in(cast, keep(cast))
    with pytest.raises(DomainError, match="imported already"):
        keep(cast)
    services.undo_survey_import(campaign=campaign, by=cast.users["amina"])
    assert bring_in(cast, keep(cast)).result.respondents == 12


def test_the_database_refuses_a_second_import_of_a_file_too(cast):
    first, second = keep(cast), keep(cast)
    bring_in(cast, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        bring_in(cast, second)


# --- The map


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda columns: columns[:-1], "for each column"),
        (lambda columns: ["nonsense", *columns[1:]], "for each column"),
        (lambda columns: [""] * len(columns), "No column is a question"),
        (lambda columns: [columns[1], *columns[1:]], "Two columns are the same"),
    ],
)
def test_columns_that_make_no_sense_are_refused(cast, change, said):
    kept = keep(cast)
    with pytest.raises(DomainError, match=said):
        services.map_columns(kept=kept, columns=change(list(kept.columns)))


def test_a_column_of_free_text_is_found_out(cast):
    texts = {f"row{number}": {2: f"Something else {number}"} for number in range(70)}
    kept = keep(cast, a_file(70, **texts))
    with pytest.raises(DomainError, match="free text"):
        services.map_columns(kept=kept, columns=kept.columns)


@pytest.mark.parametrize(
    ("words", "units", "levels"),
    [({"Agree": "9"}, {}, {}), ({}, {"Operations": "0"}, {}), ({}, {}, {"Staff": "boss"})],
)
def test_meanings_that_nobody_offered_are_refused(cast, words, units, levels):
    with pytest.raises(DomainError, match="not among those offered"):
        services.map_words(kept=keep(cast), words=words, units=units, levels=levels)


# --- Taking back, forgetting


def test_undoing_takes_everything_of_it_away(cast):
    campaign = bring_in(cast, keep(cast))
    services.undo_survey_import(campaign=campaign, by=cast.users["amina"])
    for model in (Campaign, Response, Answer, Comment, Result, SurveyImport):
        assert not model.objects.exists()
    assert AuditEntry.objects.filter(verb="undid the import of").exists()


def test_only_imported_surveys_can_be_undone(cast):
    campaign = bring_in(cast, keep(cast))
    SurveyImport.objects.all().delete()
    with pytest.raises(DomainError, match="not imported"):
        services.undo_survey_import(campaign=campaign, by=cast.users["amina"])
    assert Campaign.objects.exists()


def test_what_is_imported_or_thrown_away_does_not_wait_any_more(cast):
    kept = keep(cast)
    services.throw_away(kept=kept)
    with pytest.raises(DomainError, match="doesn't wait"):
        bring_in(cast, kept)
    other = keep(cast)
    bring_in(cast, other)
    with pytest.raises(DomainError, match="Undo the import"):
        services.throw_away(kept=other)


def test_a_file_that_nobody_imports_is_forgotten_after_a_day(cast):
    fresh, old = keep(cast), keep(cast, a_file(7))
    done = keep(cast, a_file(8))
    bring_in(cast, done)
    SurveyImport.objects.filter(pk__in=[old.pk, done.pk]).update(
        created_at=timezone.now() - timedelta(days=2)
    )
    assert forget_old_survey_files() == 1
    assert set(SurveyImport.objects.all()) == {fresh, done}


# --- Pages


PAGES = ("survey-import", "survey-import-columns", "survey-import-words")


@pytest.mark.parametrize("who", ["amina", "bo", "chidi", "dana", "eve", "fola"])
def test_a_file_is_for_its_organisations_lead_alone(client, cast, who):
    kept = keep(cast)
    assert SurveyImport.objects.visible_to(cast.users[who]).exists() is (who == "amina")
    client.force_login(cast.users[who])
    for name in PAGES:
        address = reverse(f"readiness:{name}", args=[kept.pk])
        assert client.get(address).status_code == (200 if who == "amina" else 404)
    if who != "amina":
        assert client.post(reverse("readiness:throw-away-survey-import", args=[kept.pk])).status_code == 404
        campaign = bring_in(cast, kept)
        undo = reverse("readiness:undo-survey-import", args=[campaign.pk])
        assert client.post(undo).status_code == 404
        assert Campaign.objects.exists()


def test_a_lead_goes_from_file_to_result_and_back(client, cast):
    client.force_login(cast.users["amina"])
    upload = SimpleUploadedFile("old survey.csv", a_file(12, row3={3: "Purple"}))
    values = {"framework": "fit-for-partnering", "file": upload}
    columns_page = client.post(reverse("readiness:import-survey"), values).url
    content = client.get(columns_page).content.decode()
    assert "Email Address" in content
    assert "person3@" not in content
    kept = SurveyImport.objects.get()
    words_page = client.post(columns_page, {f"c{n}": one for n, one in enumerate(kept.columns)}).url
    assert "Purple" in client.get(words_page).content.decode()
    kept.refresh_from_db()
    chosen = {"w0": kept.words["Agree"], "w1": "?", "u0": str(cast.unit.pk), "l0": "staff"}
    look = client.post(words_page, chosen).url
    assert "“Purple” is no level yet" in client.get(look).content.decode()
    assert client.post(look, imported_values()).status_code == 422
    client.post(words_page, chosen | {"w1": "dk"})
    result = client.post(look, imported_values()).url
    assert "Undo the import" in client.get(result).content.decode()
    undo = reverse("readiness:undo-survey-import", args=[Campaign.objects.get().pk])
    assert "goes with its answers" in client.get(undo).content.decode()
    assert client.post(undo).url == reverse("readiness:campaigns")
    assert not Campaign.objects.exists()


def imported_values(**values) -> dict:
    given = {
        "title": "How it was", "opens_on": "2024-03-01", "closes_on": "2024-03-09", "asked": 20,
        "minimum_group": 5,
    }  # fmt: skip
    return given | values


def test_what_waits_and_what_came_in_is_listed(client, cast):
    bring_in(cast, keep(cast))
    waits = keep(cast, a_file(7))
    client.force_login(cast.users["amina"])
    content = client.get(reverse("readiness:import-survey")).content.decode()
    assert "How it was" in content
    assert waits.get_absolute_url() in content
    client.post(reverse("readiness:throw-away-survey-import", args=[waits.pk]))
    assert waits.get_absolute_url() not in client.get(reverse("readiness:import-survey")).content.decode()


def test_a_bad_file_is_told_on_the_page(client, cast):
    client.force_login(cast.users["amina"])
    values = {"framework": "fit-for-partnering", "file": SimpleUploadedFile("x.csv", b"a,b\n")}
    answer = client.post(reverse("readiness:import-survey"), values)
    assert answer.status_code == 422
    assert b"no answers below its headings" in answer.content


def test_an_imported_round_is_compared_with_the_next_one(client, cast):
    earlier = bring_in(cast, keep(cast))
    later = bring_in(
        cast, keep(cast, a_file(14, value="Strongly agree")), title="A year on", opens_on=date(2025, 3, 1),
        closes_on=date(2025, 3, 9),
    )  # fmt: skip
    client.force_login(cast.users["bo"])
    content = client.get(later.get_absolute_url()).content.decode()
    assert earlier.title in content
