"""Notes, files and tags beside things: whose they are, who may read, change and delete them, and what is refused."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import LONG_AGO, make_person
from partnering.errors import DomainError
from partnering.mentions import mentioned_in
from partnering.models import Action, Attachment, AuditEntry, Note, OutgoingMessage, Seat, Tag, TagUse
from partnering.services import files, notes, tags
from partnering.services.outbox import message_composers
from partnering.uploads import LONGEST_NAME, Fault, RefusedFile, clean_name, judge

PDF = b"%PDF-1.7\n1 0 obj"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


def address(name, thing):
    return reverse(f"partnering:{name}", args=[thing._meta.model_name, thing.pk])


def page_of(client, user, thing):
    client.force_login(user)
    return client.get(address("beside", thing)).content.decode()


# --- Notes


def test_the_page_of_notes_says_once_what_it_is(client, cast):
    alone = page_of(client, cast.users["amina"], cast.partnership)
    part = client.get(address("beside", cast.partnership), headers={"HX-Request": "true"}).content.decode()

    assert alone.count("Notes and files</h") == 1
    assert part.count("Notes and files</h") == 1


def test_a_note_is_ones_own_organisations_until_it_is_shared_with_all_partners(client, cast):
    amina, dana = cast.users["amina"], cast.users["dana"]
    client.force_login(amina)
    client.post(address("add-note", cast.partnership), {"text": "Among us"})
    client.post(address("add-note", cast.partnership), {"text": "For all", "joint": "on"})

    assert "Among us" in page_of(client, cast.users["bo"], cast.partnership)
    shown = page_of(client, dana, cast.partnership)
    assert "For all" in shown
    assert "Among us" not in shown
    client.force_login(cast.users["eve"])
    assert client.get(address("beside", cast.partnership)).status_code == 404
    assert client.post(address("add-note", cast.partnership), {"text": "x"}).status_code == 404


def test_beside_what_is_no_partnerships_nothing_is_shared(client, cast):
    with pytest.raises(DomainError, match="belongs to no partnership"):
        notes.add_note(thing=cast.people["chidi"], text="x", joint=True, by=cast.users["amina"])
    assert "all partners" not in page_of(client, cast.users["amina"], cast.people["chidi"])


def test_an_empty_note_is_refused_and_the_page_says_so(client, cast):
    client.force_login(cast.users["amina"])

    answer = client.post(address("add-note", cast.partnership), {"text": " "})

    assert answer.status_code == 422
    assert not Note.objects.exists()


def test_a_note_that_is_too_long_is_refused_with_its_length_and_kept_in_the_form(client, cast):
    client.force_login(cast.users["amina"])
    note = notes.add_note(thing=cast.partnership, text="Short", by=cast.users["amina"])
    long = "x" * (notes.LONGEST + 1)

    for where in (address("add-note", cast.partnership), reverse("partnering:edit-note", args=[note.pk])):
        answer = client.post(where, {"text": long})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert "This has 10001 letters" in shown
        assert long in shown
        assert 'maxlength="10000"' not in shown
    assert [one.text for one in Note.objects.all()] == ["Short"]


def test_ones_own_note_is_changed_and_deleted_and_what_it_said_stays_in_the_record(client, cast):
    note = notes.add_note(thing=cast.partnership, text="First words", by=cast.users["bo"])
    edit, delete = (reverse(f"partnering:{verb}-note", args=[note.pk]) for verb in ("edit", "delete"))
    client.force_login(cast.users["amina"])
    assert client.get(edit).status_code == 404
    assert client.get(delete).status_code == 200  # as lead of the organisation
    client.force_login(cast.users["bo"])
    client.post(edit, {"text": "Second words"})
    assert "edited" in page_of(client, cast.users["bo"], cast.partnership)
    entry = AuditEntry.objects.get(verb="changed", thing="partnering.note")
    assert (entry.details["before"], entry.organisation) == ({"text": "First words"}, cast.utility)

    client.post(delete)

    note.refresh_from_db()
    assert (note.text, note.deleted_at is None) == ("", False)
    assert "Second words" not in page_of(client, cast.users["bo"], cast.partnership)
    assert AuditEntry.objects.filter(verb="deleted", thing_pk=str(note.pk)).exists()


def test_who_is_named_gets_one_mail_and_nobody_who_may_not_read_the_note(cast):
    bo, dana = cast.people["bo"], cast.people["dana"]
    note = notes.add_note(thing=cast.partnership, text="Ask @Bo and @Dana and @Eve", by=cast.users["amina"])
    assert list(note.mentioned.all()) == [bo]
    notes.edit_note(note=note, text="Ask @Bo again", by=cast.users["amina"])
    message = OutgoingMessage.objects.get(kind="mention")
    assert message.to_person == bo
    mail = message_composers["mention"](message)
    assert "Ask" not in mail.text
    assert "Clean River" in mail.text
    notes.edit_note(note=note, text="Ask nobody", by=cast.users["amina"])
    assert not note.mentioned.exists()

    joint = notes.add_note(thing=cast.partnership, text="@Dana, please", joint=True, by=cast.users["amina"])
    assert list(joint.mentioned.all()) == [dana]


def test_names_are_offered_of_those_whom_a_note_may_mention(client, cast):
    client.force_login(cast.users["amina"])
    offered = address("mentions", cast.partnership)

    assert client.get(offered, {"q": "b"}).json() == {"names": ["Bo"]}
    assert client.get(offered, {"q": "da"}).json() == {"names": []}
    assert client.get(offered, {"q": "da", "joint": "on"}).json() == {"names": ["Dana"]}
    assert client.get(offered).json() == {"names": []}
    assert client.get(reverse("partnering:beside", args=["user", 1])).status_code == 404


@given(st.lists(st.sampled_from(["Bo", "Bo Ek", "Ann", "Å Ö"]), unique=True), st.text("@Bo Ek,", max_size=20))
def test_the_longest_name_that_stands_after_an_at_counts(names, text):
    keyed = dict(enumerate(names))

    for key in mentioned_in(text, keyed):
        assert f"@{keyed[key].lower()}" in text.lower()
    assert mentioned_in("".join(f"@{name}, " for name in names), keyed) == list(keyed)
    assert mentioned_in("@Bob", {1: "Bo"}) == []


# --- Files


def office(*names: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plan.pdf", PDF),
        ("mark.PNG", b"\x89PNG\r\n\x1a\n" + bytes(20)),
        ("words.docx", office("[Content_Types].xml", "word/document.xml")),
        ("words.odt", office("mimetype")),
        ("list.csv", "a;b\nä;ö".encode("cp1252")),
        ("read.txt", "hello".encode("utf-8-sig")),
    ],
)
def test_files_are_taken_when_their_content_fits_their_name(name, content):
    assert judge(name, content).name == name


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("run.exe", b"MZ", Fault.KIND),
        ("page.html", b"<html>", Fault.KIND),
        ("drawing.svg", b"<svg>", Fault.KIND),
        ("pdf", PDF, Fault.KIND),
        ("plan.pdf", b"MZ\x90" + bytes(90), Fault.CONTENT),
        ("plan.pdf", b"what is this", Fault.CONTENT),
        ("words.docx", PDF, Fault.CONTENT),
        ("words.docx", office("xl/workbook.xml"), Fault.CONTENT),
        ("words.docx", office("word/document.xml", "word/vbaProject.bin"), Fault.MACROS),
        ("read.txt", b"\x00\x01", Fault.CONTENT),
        ("read.txt", b"", Fault.EMPTY),
    ],
)
def test_other_files_are_refused_with_the_reason(name, content, fault):
    with pytest.raises(RefusedFile) as refused:
        judge(name, content)

    assert refused.value.fault == fault


@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_has_no_folder_and_stays_as_it_is(name):
    clean = clean_name(name)

    assert 0 < len(clean) <= LONGEST_NAME + 5
    assert not set(clean) & set('/\\<>:"|?*\n')


def attach(client, thing, name="plan.pdf", content=PDF, **more):
    return client.post(
        address("add-file", thing), {"file": SimpleUploadedFile(name, content), **more}, follow=True
    )


def test_a_file_is_downloaded_never_opened_and_only_by_those_who_may(client, cast, tmp_path):
    client.force_login(cast.users["amina"])
    attach(client, cast.partnership)
    attach(client, cast.partnership, "all.txt", b"for all", joint="on")
    own, joint = Attachment.objects.order_by("pk")

    answer = client.get(own.get_absolute_url())
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert all("plan" not in path.name for path in tmp_path.rglob("*"))
    for who, status in {"dana": 404, "fola": 404, "eve": 404, "chidi": 404, "bo": 200}.items():
        client.force_login(cast.users[who])
        assert client.get(own.get_absolute_url()).status_code == status, who
    client.force_login(cast.users["dana"])
    assert client.get(joint.get_absolute_url()).content == b"for all"
    assert client.get(reverse("partnering:delete-file", args=[joint.pk])).status_code == 404


def test_too_large_wrong_or_too_many_files_are_refused_on_the_page(client, cast, settings):
    client.force_login(cast.users["amina"])
    assert "does not fit its name" in attach(client, cast.partnership, content=b"MZ").content.decode()
    settings.FILE_LIMIT = 10
    assert "larger than" in attach(client, cast.partnership).content.decode()
    settings.FILE_LIMIT, settings.FILES_PER_ORGANISATION = 1000, 20
    attach(client, cast.partnership)
    assert "used up" in attach(client, cast.partnership).content.decode()
    assert Attachment.objects.count() == 1


def test_a_deleted_file_leaves_no_content_but_a_record(
    client, cast, tmp_path, django_capture_on_commit_callbacks
):
    attachment = files.attach_file(
        thing=cast.group, name="a.pdf", content=PDF, joint=True, by=cast.users["fola"]
    )
    client.force_login(cast.users["fola"])
    delete = reverse("partnering:delete-file", args=[attachment.pk])
    assert client.get(delete).status_code == 200

    with django_capture_on_commit_callbacks(execute=True):
        client.post(delete)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert AuditEntry.objects.get(verb="deleted").partnership == cast.partnership
    assert client.get(attachment.get_absolute_url()).status_code == 404


# --- Tags


def test_tags_are_an_organisations_own_and_written_the_same_way(client, cast):
    Seat.objects.create(
        group=cast.group, organisation=cast.utility, person=cast.people["chidi"], started_on=LONG_AGO
    )
    client.force_login(cast.users["amina"])
    client.post(address("set-tags", cast.university), {"tags": "Key partner,  field work ,"})
    client.post(address("set-tags", cast.partnership), {"tags": "KEY PARTNER"})

    assert sorted(tag.name for tag in Tag.objects.visible_to(cast.users["chidi"])) == [
        "Key partner",
        "field work",
    ]
    assert "Key partner" not in page_of(client, cast.users["dana"], cast.partnership)
    tags.set_tags(thing=cast.university, names=[], by=cast.users["amina"])
    assert [tag.name for tag in Tag.objects.all()] == ["Key partner"]
    with pytest.raises(DomainError, match="at most 20"):
        tags.set_tags(thing=cast.university, names=["x" * 41], by=cast.users["amina"])


def test_nobody_without_a_person_writes_or_reads(cast):
    stranger = make_person(cast.outsider, "Stranger")
    user = stranger.user
    stranger.user = None
    stranger.save()

    with pytest.raises(DomainError, match="Only people"):
        notes.add_note(thing=cast.partnership, text="x", by=user)
    for rows in (Note.objects, Tag.objects, TagUse.objects):
        assert not rows.visible_to(user)
    assert not Note.objects.changeable_by(user)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_notes(client, cast, rows, django_assert_max_num_queries):
    action = Action.objects.create(title="Dig", organisation=cast.utility, partnership=cast.partnership)
    for number in range(rows):
        notes.add_note(thing=action, text=f"Note {number}", by=cast.users["amina"])
        files.attach_file(thing=action, name="a.txt", content=b"text", by=cast.users["amina"])
    client.force_login(cast.users["amina"])
    with django_assert_max_num_queries(25):
        assert client.get(address("beside", action)).status_code == 200
    part = client.get(address("beside", action), headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "Note 0" in part


def test_a_partner_reads_who_wrote_only_of_people_whom_they_may_know(client, cast):
    notes.add_note(thing=cast.partnership, text="For @Dana", joint=True, by=cast.users["amina"])

    shown = page_of(client, cast.users["dana"], cast.partnership)
    mail = message_composers["mention"](OutgoingMessage.objects.get(kind="mention"))

    assert "Water Utility" in shown
    assert "Amina" not in shown
    assert "Water Utility mentioned you" in mail.text
    assert "Amina" in page_of(client, cast.users["bo"], cast.partnership)
