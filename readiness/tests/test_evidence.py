"""Opinion and evidence side by side: where they differ, whose evidence it is, and what goes stale."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from partnering import access
from partnering.errors import DomainError
from partnering.models import Attachment, AuditEntry
from partnering.xray import Scope
from readiness.evidence import HIGHEST, LOWEST, SideBySide, Verdict, on_one_to_five, side_by_side
from readiness.framework_files import built_in
from readiness.inspection import gather
from readiness.models import Evidence
from readiness.services.evidence import add_evidence, confirm_evidence, edit_evidence, remove_evidence
from readiness.tests import builders as surveys

TODAY = access.today()
AREAS = built_in("fit-for-partnering").areas
AREA = AREAS[0].key
OPINION, EVIDENCE = Verdict.OPINION_HIGHER, Verdict.EVIDENCE_HIGHER


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def note(cast, level=3, **values) -> Evidence:
    """Evidence of the utility."""
    given = {
        "framework": "fit-for-partnering",
        "area": AREA,
        "title": "Register of trainings",
        "note": "Two thirds were trained.",
        "level": level,
        "assessed_by": cast.people["chidi"],
        "assessed_on": TODAY,
        "stale_on": TODAY + timedelta(days=365),
    }
    return add_evidence(organisation=cast.utility, by=cast.users["amina"], **given | values)


# --- The comparison


@pytest.mark.parametrize(
    ("opinion", "levels", "verdict"),
    [
        (4.0, [3], OPINION),
        (3.95, [3], OPINION),  # 0.95 is 1.0 to one decimal, half up
        (3.94, [3], Verdict.AGREE),
        (2.05, [3], EVIDENCE),
        (2.06, [3], Verdict.AGREE),
        (2.0, [3], EVIDENCE),
        (4.0, [2, 4], OPINION),
        (3.5, [2, 4], Verdict.AGREE),
        (None, [3], None),
        (4.0, [], None),
    ],
)
def test_they_differ_from_a_whole_level_on_rounded_to_one_decimal(opinion, levels, verdict):
    assert side_by_side(opinion, levels).verdict is verdict


def test_counts_and_means_are_told_with_it():
    assert side_by_side(4.0, [2, 5], stale=2) == SideBySide(4.0, 3.5, Verdict.AGREE, pieces=2, stale=2)


@given(st.floats(1, 5), st.lists(st.integers(LOWEST, HIGHEST), min_size=1, max_size=6))
def test_more_evidence_never_makes_opinion_look_lower(opinion, levels):
    order = [EVIDENCE, Verdict.AGREE, OPINION]
    now = side_by_side(opinion, levels).verdict
    more = side_by_side(opinion, [*levels, HIGHEST]).verdict
    assert now
    assert more
    assert order.index(more) <= order.index(now)


@pytest.mark.parametrize(
    ("mean", "low", "high", "expected"), [(0, 0, 4, 1), (4, 0, 4, 5), (2.5, 1, 4, 3), (3.2, 1, 5, 3.2)]
)
def test_other_scales_are_brought_to_one_to_five(mean, low, high, expected):
    assert on_one_to_five(mean, low, high) == pytest.approx(expected)


def test_no_mean_stays_none():
    assert on_one_to_five(None, 1, 5) is None


# --- Whose it is


@pytest.mark.parametrize(
    ("who", "sees", "changes"),
    [
        ("amina", True, True),
        ("bo", True, False),
        ("chidi", True, True),
        ("dana", False, False),
        ("eve", False, False),
        ("fola", False, False),
    ],
)
def test_evidence_is_its_organisations_and_its_assessors(client, cast, who, sees, changes):
    thing = note(cast)
    user = cast.users[who]
    assert Evidence.objects.visible_to(user).exists() is sees
    assert Evidence.objects.changeable_by(user).exists() is changes
    client.force_login(user)
    assert client.get(thing.get_absolute_url()).status_code == (200 if sees else 404)
    for name in ("edit-evidence", "remove-evidence"):
        answer = client.get(reverse(f"readiness:{name}", args=[thing.pk]))
        assert answer.status_code == (200 if changes else 404)
    answer = client.post(reverse("readiness:confirm-evidence", args=[thing.pk]))
    assert answer.status_code == (302 if changes else 404)


def test_somebody_who_assessed_nothing_sees_nothing(cast):
    note(cast, assessed_by=cast.people["bo"])
    assert not Evidence.objects.visible_to(cast.users["chidi"]).exists()


@pytest.mark.parametrize(
    ("who", "status", "may_add"),
    [("amina", 200, 200), ("bo", 200, 404), ("chidi", 404, 404), ("dana", 200, 200), ("eve", 200, 200)],
)
def test_the_page_of_both_is_for_who_reads_internal_matters(client, cast, who, status, may_add):
    note(cast)
    client.force_login(cast.users[who])
    page = client.get(reverse("readiness:evidence"))
    assert page.status_code == status
    ours = cast.people[who].organisation == cast.utility and status == 200
    assert (b"Register of trainings" in page.content) is ours
    assert client.get(reverse("readiness:add-evidence")).status_code == may_add


# --- What is refused


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"area": "nowhere"}, "no such area"),
        ({"framework": "nothing"}, "no such area"),
        ({"level": 0}, "1 to 5"),
        ({"level": 6}, "1 to 5"),
        ({"title": " "}, "what it is"),
        ({"note": ""}, "what it is"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"stale_on": TODAY}, "must come after"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_noted(cast, values, said):
    with pytest.raises(DomainError, match=said):
        note(cast, **values)
    assert not Evidence.objects.exists()


def test_whoever_assesses_is_one_of_the_organisations_own(cast):
    with pytest.raises(DomainError, match="own people"):
        note(cast, assessed_by=cast.people["dana"])


@pytest.mark.parametrize(
    "values", [{"level": 6}, {"title": ""}, {"link": "javascript:alert(1)"}, {"stale_on": TODAY}]
)
def test_the_database_refuses_it_too(cast, values):
    thing = note(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.filter(pk=thing.pk).update(**values)


# --- Over its life


def test_what_was_looked_at_again_holds_as_long_again(cast):
    thing = note(cast, assessed_on=TODAY - timedelta(days=101), stale_on=TODAY - timedelta(days=1))
    assert thing.is_stale()
    again = confirm_evidence(evidence=thing, by=cast.users["bo"], person=cast.people["bo"], on=TODAY)
    assert (again.assessed_by, again.assessed_on) == (cast.people["bo"], TODAY)
    assert again.stale_on == TODAY + timedelta(days=100)
    assert not again.is_stale()


def test_to_say_so_twice_changes_nothing_more(cast):
    thing = note(cast, assessed_on=TODAY - timedelta(days=9), stale_on=TODAY)
    for _time in range(2):
        confirm_evidence(evidence=thing, by=cast.users["amina"], person=cast.people["amina"], on=TODAY)
    assert AuditEntry.objects.filter(verb="looked at again").count() == 1


def test_editing_keeps_the_rules(cast):
    thing = note(cast)
    edited = edit_evidence(evidence=thing, by=cast.users["amina"], level=5, note="Everybody was trained.")
    assert (edited.level, edited.note) == (5, "Everybody was trained.")
    with pytest.raises(DomainError, match="1 to 5"):
        edit_evidence(evidence=thing, by=cast.users["amina"], level=9)


def test_files_go_with_it(cast):
    thing = note(cast, file=("register.txt", b"names"))
    assert Attachment.objects.get(thing_pk=thing.pk).kind == "evidence"
    remove_evidence(evidence=thing, by=cast.users["amina"])
    assert not Evidence.objects.exists()
    kept = Attachment.objects.get()
    assert kept.deleted_at
    assert not kept.file


def test_a_file_that_is_not_taken_leaves_nothing_behind(cast):
    with pytest.raises(DomainError, match="kind"):
        note(cast, file=("virus.exe", b"MZ"))
    assert not Evidence.objects.exists()


# --- Pages


def posted(cast, **values) -> dict:
    given = {
        "about": f"fit-for-partnering/{AREA}",
        "title": "Register",
        "note": "Two thirds were trained.",
        "level": "4",
        "link": "",
        "assessed_by": cast.people["chidi"].pk,
        "assessed_on": TODAY.isoformat(),
        "stale_on": (TODAY + timedelta(days=365)).isoformat(),
    }
    return given | values


def test_a_lead_notes_evidence_with_a_file(client, cast):
    client.force_login(cast.users["amina"])
    upload = SimpleUploadedFile("register.txt", b"names")
    answer = client.post(reverse("readiness:add-evidence"), posted(cast, file=upload))
    made = Evidence.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.level, made.area, made.assessed_by) == (4, AREA, cast.people["chidi"])
    assert Attachment.objects.get(kind="evidence", thing_pk=made.pk).name == "register.txt"


def test_a_refused_form_keeps_what_was_typed(client, cast):
    client.force_login(cast.users["amina"])
    values = posted(cast, title="My register", stale_on=TODAY.isoformat())
    answer = client.post(reverse("readiness:add-evidence"), values)
    assert answer.status_code == 422
    assert b"must come after" in answer.content
    assert b"My register" in answer.content


def test_the_assessor_edits_and_hands_it_on_without_a_dead_end(client, cast):
    thing = note(cast)
    client.force_login(cast.users["chidi"])
    address = reverse("readiness:edit-evidence", args=[thing.pk])
    values = posted(cast, title="Better register", level="5", assessed_by=cast.people["amina"].pk)
    answer = client.post(address, values)
    assert answer.url == "/"
    thing.refresh_from_db()
    assert (thing.title, thing.level, thing.assessed_by) == ("Better register", 5, cast.people["amina"])


def test_where_they_differ_comes_first_on_the_page_and_stands_on_the_result(client, cast):
    survey = surveys.closed_survey(cast.utility, value=5)
    note(cast, level=2)
    note(cast, area=AREAS[1].key, level=5)
    client.force_login(cast.users["bo"])
    content = client.get(reverse("readiness:evidence")).content.decode()
    assert "people say 5.0, but what can be shown comes to 2.0" in content
    assert content.index("Where they differ") < content.index("Register of trainings")
    result = client.get(survey.get_absolute_url()).content.decode()
    assert "people say more than can be shown" in result
    assert "they agree" in result


def test_evidence_may_show_more_than_people_know(client, cast):
    surveys.closed_survey(cast.utility, value=2)
    note(cast, level=4)
    client.force_login(cast.users["amina"])
    content = client.get(reverse("readiness:evidence")).content.decode()
    assert "what can be shown comes to 4.0, but people say 2.0" in content


def test_stale_evidence_does_not_count_and_is_marked(client, cast):
    surveys.closed_survey(cast.utility, value=5)
    note(cast, level=1, assessed_on=TODAY - timedelta(days=9), stale_on=TODAY)
    client.force_login(cast.users["amina"])
    content = client.get(reverse("readiness:evidence")).content.decode()
    assert "Where they differ" not in content
    assert ">stale<" in content


def test_a_held_back_figure_is_not_told_by_way_of_evidence(client, cast):
    surveys.closed_survey(cast.utility, value=5, answers=3)
    note(cast, level=1)
    client.force_login(cast.users["amina"])
    content = client.get(reverse("readiness:evidence")).content.decode()
    assert "Where they differ" not in content
    assert "no opinion to compare with" in content


def test_an_area_that_is_no_more_keeps_its_evidence(client, cast):
    thing = note(cast)
    Evidence.objects.filter(pk=thing.pk).update(framework="own-77", area="gone")
    client.force_login(cast.users["amina"])
    for address in (reverse("readiness:evidence"), thing.get_absolute_url()):
        assert b"Register of trainings" in client.get(address).content


def test_the_page_costs_the_same_for_any_number_of_pieces(client, cast):
    client.force_login(cast.users["amina"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("readiness:evidence"))
        return len(found)

    surveys.closed_survey(cast.utility, value=3)
    note(cast)
    queries()
    before = queries()
    for area in AREAS:
        note(cast, area=area.key, assessed_by=cast.people["bo"])
    assert queries() == before <= 10


def test_the_x_ray_knows_of_ones_own_evidence_only(cast):
    surveys.closed_survey(cast.utility, value=5)
    note(cast, level=2)
    note(cast, area=AREAS[1].key, assessed_on=TODAY - timedelta(days=9), stale_on=TODAY)
    ours = gather(Scope([cast.partnership], TODAY, cast.utility.pk))[cast.partnership.pk]
    assert [(one.name, one.verdict) for one in ours.own_differing] == [(AREAS[0].name, OPINION)]
    assert ours.own_stale == 1
    theirs = gather(Scope([cast.partnership], TODAY, cast.university.pk))[cast.partnership.pk]
    assert (theirs.own_differing, theirs.own_stale) == ([], 0)
