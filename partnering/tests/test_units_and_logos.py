"""Units as a tree, logos, and what organisations are to one another."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from conftest import make_person
from partnering.errors import DomainError
from partnering.models import Organisation, Unit
from partnering.pictures import SIDE, UnreadablePicture, small_picture
from partnering.services import logos, organisations, units


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(
        kept, kind, **({"comment": b"secret place"} if kind == "JPEG" else {})
    )
    return kept.getvalue()


def upload(client, organisation, content, name="mark.png"):
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("partnering:edit-logo", args=[organisation.pk]), {"picture": file}, follow=True
    )


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


# --- Units


def test_the_tree_counts_the_people_of_a_unit_and_of_all_below_it(client, cast):
    crew = Unit.objects.create(organisation=cast.utility, name="Field crew", parent=cast.unit)
    make_person(cast.utility, "Crew one", unit=crew)
    client.force_login(cast.users["chidi"])

    page = client.get(reverse("partnering:units", args=[cast.utility.pk]))

    (top,) = page.context["branches"]
    assert (top.name, top.count, top.total, top.children[0].name) == ("Operations", 1, 2, "Field crew")
    assert "2 people, 1 directly" in page.content.decode()
    assert "Edit or move" not in page.content.decode()


def test_from_the_tree_one_comes_to_as_many_people_as_it_counts_and_not_to_others_who_bear_its_name(
    client, cast
):
    crew = Unit.objects.create(organisation=cast.utility, name="Field crew", parent=cast.unit)
    Unit.objects.create(organisation=cast.utility, name="Empty")
    make_person(cast.utility, "Crew one", unit=crew, job_title="Head of operations")
    client.force_login(cast.users["chidi"])
    page = client.get(reverse("partnering:units", args=[cast.utility.pk])).content.decode()

    ways = [one.replace("&amp;", "&") for one in re.findall(r'href="(/people/\?[^"]+)"', page)]
    found = [[one.name for one in client.get(way).context["page"]] for way in ways]

    assert found == [["Chidi", "Crew one"], ["Crew one"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_costs_the_same_for_any_number_of_units(client, cast, rows, django_assert_max_num_queries):
    for number in range(rows):
        Unit.objects.create(organisation=cast.utility, name=f"Unit {number}", parent=cast.unit)
    client.force_login(cast.users["amina"])

    with django_assert_max_num_queries(16):
        client.get(reverse("partnering:units", args=[cast.utility.pk]))


def test_a_unit_moves_by_the_form_which_offers_no_place_below_itself(client, cast):
    crew = Unit.objects.create(organisation=cast.utility, name="Field crew", parent=cast.unit)
    works = Unit.objects.create(organisation=cast.utility, name="Works")
    client.force_login(cast.users["amina"])
    address = reverse("partnering:edit-unit", args=[cast.unit.pk])

    offered = dict(client.get(address).context["form"].fields["parent"].choices)
    assert set(offered) == {"", works.pk}
    refused = client.post(address, {"name": "Operations", "parent": crew.pk})
    assert refused.status_code == 422
    client.post(address, {"name": "Operations", "parent": works.pk})

    cast.unit.refresh_from_db()
    assert cast.unit.parent == works


def test_a_circle_of_units_is_refused_with_the_way_out(cast):
    crew = Unit.objects.create(organisation=cast.utility, name="Field crew", parent=cast.unit)

    with pytest.raises(DomainError, match="Move it elsewhere first"):
        units.edit_unit(unit=cast.unit, parent=crew, by=cast.users["amina"])
    with pytest.raises(DomainError, match="can't be part of itself"):
        units.edit_unit(unit=cast.unit, parent=cast.unit, by=cast.users["amina"])


def test_a_unit_is_archived_only_when_empty_and_comes_back(client, cast):
    crew = Unit.objects.create(organisation=cast.utility, name="Field crew", parent=cast.unit)
    client.force_login(cast.users["amina"])
    tree = reverse("partnering:units", args=[cast.utility.pk])

    def archive(unit):
        return client.post(reverse("partnering:archive-unit", args=[unit.pk]), follow=True).content.decode()

    assert "1 person is still in it" in archive(cast.unit)
    cast.unit.people.update(unit=crew)
    assert "Other units are still part of it" in archive(cast.unit)
    cast.unit.people.model.objects.filter(unit=crew).update(unit=None)
    archive(crew)
    archive(cast.unit)
    page = client.get(tree)
    assert not page.context["branches"]
    assert {one.name for one in page.context["archived"]} == {"Operations", "Field crew"}
    with pytest.raises(DomainError, match="Choose another unit"):
        units.add_unit(organisation=cast.utility, name="Late", parent=cast.unit, by=cast.users["amina"])
    with pytest.raises(DomainError, match="is archived"):
        units.restore_unit(unit=Unit.objects.get(pk=crew.pk), by=cast.users["amina"])
    client.post(reverse("partnering:restore-unit", args=[cast.unit.pk]))
    assert [one.name for one in client.get(tree).context["branches"]] == ["Operations"]
    assert client.get(reverse("partnering:archive-unit", args=[cast.unit.pk])).status_code == 200


# --- Organisations among each other


def test_organisations_form_no_circle_as_parents_or_as_contractors(client, cast):
    lead = cast.users["amina"]
    works = organisations.create_organisation(name="Works", by=lead, parent=cast.utility)
    diggers = organisations.create_organisation(name="Diggers", by=lead, contractor_of=works)

    with pytest.raises(DomainError, match="itself part of"):
        organisations.edit_organisation(organisation=cast.utility, by=lead, parent=works)
    with pytest.raises(DomainError, match="works for"):
        organisations.edit_organisation(organisation=works, by=lead, contractor_of=diggers)
    organisations.edit_organisation(organisation=diggers, by=lead, parent=works, contractor_of=cast.utility)
    client.force_login(lead)
    page = client.get(cast.utility.get_absolute_url())
    assert page.context["related"] == [("Its parts", [works]), ("Its contractors", [diggers])]
    assert client.get(diggers.get_absolute_url()).context["related"] == [
        ("Part of", [works]),
        ("Contractor of", [cast.utility]),
    ]


def test_what_another_may_not_see_is_not_named_beside_an_organisation(client, cast):
    Organisation.objects.filter(pk=cast.university.pk).update(parent=cast.outsider)
    Organisation.objects.filter(pk=cast.outsider.pk).update(contractor_of=cast.university)
    client.force_login(cast.users["amina"])

    page = client.get(cast.university.get_absolute_url())

    assert page.context["related"] == []
    assert "Outsider" not in page.content.decode()


def test_countries_in_use_are_offered_but_only_those_one_may_know(client, cast):
    Organisation.objects.filter(pk=cast.university.pk).update(country="Norway")
    Organisation.objects.filter(pk=cast.outsider.pk).update(country="Ruritania")
    client.force_login(cast.users["amina"])

    page = client.get(reverse("partnering:edit-organisation", args=[cast.utility.pk])).content.decode()

    assert '<option value="Norway">' in page
    assert "Ruritania" not in page


# --- Logos


def test_a_logo_is_made_small_and_new_and_shown_to_those_who_may_know_the_organisation(client, cast):
    client.force_login(cast.users["amina"])
    answer = upload(client, cast.utility, picture("JPEG"), "mark.jpg")
    assert "The logo is saved" in answer.content.decode()

    client.force_login(cast.users["dana"])
    address = reverse("partnering:logo", args=[cast.utility.pk])
    shown = client.get(address)
    with Image.open(BytesIO(shown.content)) as kept:
        assert (kept.format, max(kept.size)) == ("PNG", SIDE)
    assert b"secret" not in shown.content
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Cache-Control"].startswith("private")
    assert address in client.get(reverse("partnering:members", args=[cast.partnership.slug])).content.decode()
    client.force_login(cast.users["eve"])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"no picture",
        picture()[:20],
        picture("BMP"),
        picture("PNG", (9000, 5000)),
    ],
    ids=["svg", "text", "torn", "bmp", "huge"],
)
def test_what_is_no_picture_of_a_known_kind_is_refused(client, cast, content):
    client.force_login(cast.users["amina"])

    answer = upload(client, cast.utility, content)

    assert answer.status_code == 422
    assert "no picture that can be read" in answer.content.decode()
    with pytest.raises(UnreadablePicture):
        small_picture(content)


def test_a_file_over_four_megabytes_is_refused_by_its_size(client, cast):
    client.force_login(cast.users["amina"])

    answer = upload(client, cast.utility, b"x" * 4_000_001)

    assert "larger than 4 MB" in answer.content.decode()


def test_a_replaced_or_removed_logo_leaves_no_file_behind(
    client, cast, tmp_path, django_capture_on_commit_callbacks
):
    lead, files = cast.users["amina"], Path(tmp_path)
    with django_capture_on_commit_callbacks(execute=True):
        logos.set_logo(organisation=cast.utility, content=picture(), by=lead)
        logos.set_logo(organisation=cast.utility, content=picture("GIF"), by=lead)
    assert len(list(files.rglob("*.png"))) == 1

    client.force_login(lead)
    assert "Remove" in client.get(reverse("partnering:edit-logo", args=[cast.utility.pk])).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("partnering:remove-logo", args=[cast.utility.pk]))
        client.post(reverse("partnering:remove-logo", args=[cast.utility.pk]))
    assert not list(files.rglob("*.png"))
    assert client.get(reverse("partnering:logo", args=[cast.utility.pk])).status_code == 404
