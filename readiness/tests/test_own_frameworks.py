"""Frameworks of an organisation's own: in the browser, in the database, and asked with."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from partnering import access
from partnering.errors import DomainError
from partnering.models import AuditEntry
from readiness.framework_drafts import blank, draft_of
from readiness.framework_editing import add_area, remove_question
from readiness.framework_files import built_in
from readiness.framework_writing import to_toml
from readiness.models import Campaign, FrameworkVersion, OwnFramework
from readiness.services import own_frameworks as services
from readiness.services.frameworks import framework_version, frameworks_to_ask, keep_framework
from readiness.tests.builders import answer, close, staff, start

LEVELS = {f"level_{value}": f"Level {value}" for value in range(1, 6)}
QUESTION = {"text": "How well do we listen?", "side": "", "weight": "", **LEVELS}


@pytest.fixture
def own(cast):
    draft = draft_of(built_in("engagement-plan"))
    del draft["translations"]
    return services.make_framework(
        organisation=cast.utility, name="Our check", draft=draft, by=cast.users["amina"]
    )


@pytest.fixture
def lead(client, cast):
    client.force_login(cast.users["amina"])
    return client


def at(name, own=None, *parts):
    return reverse(f"readiness:{name}", args=[*([own.pk] if own else []), *parts])


def publish(own, cast):
    return services.publish_framework(own=own, by=cast.users["amina"], on=access.today())


def order(own):
    own.refresh_from_db()
    return [question["key"] for area in own.draft["areas"] for question in area["questions"]]


def test_a_lead_makes_a_framework_from_nothing_and_asks_with_it(lead, cast):
    made = lead.post(at("new-framework"), {"name": "Listening", "start": "1-5"}, follow=True)
    own = OwnFramework.objects.get()
    assert "There is no area yet" in made.content.decode()
    lead.post(
        at("add-area", own),
        {"name": "Ears", "summary": "", "weight": "", "actions_concern": "Listen.\n\nAsk."},
    )
    assert "“Ears” has no question yet" in lead.get(own.get_absolute_url()).content.decode()
    added = lead.post(at("add-question", own, "area1"), QUESTION | {"area": "area1", "another": "1"})
    assert added.url == at("add-question", own, "area1")
    lead.post(at("publish-framework", own))

    version = FrameworkVersion.objects.get()
    assert (version.version, version.own, version.published_on) == (1, own, access.today())
    assert version.framework.areas[0].actions == {"concern": ("Listen.", "Ask.")}
    page = lead.get(reverse("readiness:start-campaign")).content.decode()
    assert "Listening (areas: 1, questions: 1)" in page
    staff(cast.utility, 4)
    campaign = start(cast.utility, framework=own.slug)
    answer(campaign, 5, 4)
    assert close(campaign).result.mean == 4


def test_a_published_version_never_changes_whoever_asks(own, cast):
    version = publish(own, cast)

    for change in ({"name": "Other"}, {"data": {}}, {"version": 7}):
        with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
            FrameworkVersion.objects.filter(pk=version.pk).update(**change)
    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        version.save()


def test_a_built_in_version_that_was_asked_with_never_changes_either(cast):
    staff(cast.utility, 4)
    version = start(cast.utility).framework_version

    with pytest.raises(DatabaseError, match="can not be changed"), transaction.atomic():
        FrameworkVersion.objects.filter(pk=version.pk).update(data={})


def test_the_next_version_begins_as_the_last_one_was_and_has_the_next_number(lead, own, cast):
    first = publish(own, cast)
    assert own.draft is None

    lead.post(at("next-version", own))
    own.refresh_from_db()
    assert own.draft["version"] == 2
    lead.post(at("remove-question", own, "tools"))
    second = publish(OwnFramework.objects.get(), cast)

    assert (first.version, second.version) == (1, 2)
    assert len(first.framework.questions) - len(second.framework.questions) == 1
    assert framework_version(own.slug, cast.utility) == second


def test_a_question_that_was_removed_never_lends_its_key_to_another(own, cast):
    services.edit_draft(own=own, by=cast.users["amina"], verb="added", do=lambda d: add_area(d, AREA))
    services.add_question(own=own, area="area1", by=cast.users["amina"], values=ASKED)
    publish(own, cast)
    services.begin_next_version(own=own, by=cast.users["amina"])
    services.edit_draft(
        own=own, by=cast.users["amina"], verb="removed", do=lambda d: remove_question(d, "q1")
    )

    services.add_question(own=own, area="area1", by=cast.users["amina"], values=ASKED)

    assert order(own)[-1] == "q2"


AREA = {"name": "Ears", "summary": "", "weight": None, "actions": {}}
ASKED = {"text": "Well?", "levels": list("abcde"), "side": "", "reversed": False, "weight": None}


@pytest.mark.parametrize("who", ["bo", "chidi", "dana", "eve", "fola"])
def test_nobody_but_the_lead_changes_it_and_only_its_own_readers_see_it(client, own, cast, who):
    version = publish(own, cast)
    services.begin_next_version(own=own, by=cast.users["amina"])
    client.force_login(cast.users[who])
    sees = who == "bo"

    for address in (
        own.get_absolute_url(),
        version.get_absolute_url(),
        at("preview-framework", own, 1),
        at("framework-file", own, "toml"),
        reverse("readiness:version-file", args=[version.pk, "csv"]),
    ):
        assert client.get(address).status_code == (200 if sees else 404), address
    for name in (
        "edit-framework",
        "add-area",
        "publish-framework",
        "discard-draft",
        "import-framework",
        "arrange-framework",
    ):
        assert client.post(at(name, own)).status_code == 404, name
    assert OwnFramework.objects.visible_to(cast.users[who]).exists() is sees
    assert FrameworkVersion.objects.visible_to(cast.users[who]).filter(own=own).exists() is sees
    listed = client.get(at("frameworks"))
    assert (b"Our check" in listed.content) is sees


def test_nobody_asks_with_another_organisations_framework(client, own, cast):
    publish(own, cast)

    with pytest.raises(DomainError, match="no such framework"):
        start(cast.university, framework=own.slug)
    client.force_login(cast.users["dana"])
    assert b"Our check" not in client.get(reverse("readiness:start-campaign")).content


def test_a_draft_or_an_archived_framework_is_not_asked_with(lead, own, cast):
    assert own.slug not in dict(frameworks_to_ask(cast.utility))
    publish(own, cast)
    assert own.slug in dict(frameworks_to_ask(cast.utility))

    lead.post(at("archive-framework", own))
    assert own.slug not in dict(frameworks_to_ask(cast.utility))
    with pytest.raises(DomainError):
        services.begin_next_version(own=own, by=cast.users["amina"])

    lead.post(at("restore-framework", own))
    assert own.slug in dict(frameworks_to_ask(cast.utility))


def test_an_archived_draft_is_not_published(own, cast):
    services.archive_framework(own=own, by=cast.users["amina"], on=access.today())

    with pytest.raises(DomainError, match="archived"):
        publish(own, cast)


def test_buttons_and_dragging_change_the_order(lead, own):
    first, second, third = order(own)[:3]

    moved = lead.post(at("arrange-framework", own), {"kind": "question", "key": first, "to": "down"})
    assert moved.url == f"{own.get_absolute_url()}#{first}"
    assert order(own)[:3] == [second, first, third]
    lead.post(at("arrange-framework", own), {"kind": "question", "key": first, "to": "up"})
    lead.post(at("arrange-framework", own), {"kind": "question", "key": third, "before": first, "into": ""})
    assert order(own)[:3] == [third, first, second]
    lead.post(at("arrange-framework", own), {"kind": "area", "key": "means", "before": "knowing"})
    assert order(own)[-3:] == ["consistency", "communication", "monitoring"]


def test_a_part_that_is_gone_is_told_and_nothing_else_happens(lead, own):
    before = order(own)

    answer_ = lead.post(
        at("arrange-framework", own), {"kind": "question", "key": "gone", "to": "up"}, follow=True
    )

    assert "Somebody has removed this meanwhile" in answer_.content.decode()
    assert order(own) == before
    assert lead.get(at("edit-area", own, "gone")).status_code == 404
    assert lead.get(at("edit-question", own, "gone")).status_code == 404


def test_basics_areas_and_questions_are_edited(lead, own):
    lead.post(
        at("edit-framework", own),
        {
            "name": "Our second check",
            "introduction": "Hello",
            "bands": "1 Worry\n2,5 Fair\n4 Strength",
            "source": "Us",
            "licence": "",
        },
    )
    lead.post(
        at("edit-area", own, "knowing"),
        {"name": "Knowing", "summary": "What?", "weight": "2", "actions_concern": "Tell."},
    )
    asked = QUESTION | {"area": "means", "side": "external", "reversed": "on", "weight": "1.5"}
    lead.post(at("edit-question", own, "meaning"), asked)
    own.refresh_from_db()

    assert own.name == own.draft["name"] == "Our second check"
    bands = own.draft["bands"]
    assert [(band["key"], band["name"], band["from"]) for band in bands] == [
        ("concern", "Worry", 1),
        ("fair", "Fair", 2.5),
        ("strength", "Strength", 4),
    ]
    assert own.draft["areas"][0]["actions"] == {"concern": ["Tell."]}
    question = own.draft["areas"][2]["questions"][-1]
    assert (question["key"], question["side"], question["weight"], question["reversed"]) == (
        "meaning",
        "external",
        1.5,
        True,
    )
    shown = lead.get(at("edit-question", own, "meaning")).content.decode()
    assert "How well do we listen?" in shown
    assert "1.5" in shown


@pytest.mark.parametrize(
    ("bands", "reason"),
    [
        ("Worry", "write a number, a space and a name"),
        ("1", "write a number, a space and a name"),
        ("1 Low\n1 High", "from the lowest figure up"),
        ("2 Low", "must begin at 1"),
        ("1 Low\n3 Low", "the same name"),
    ],
)
def test_bands_that_leave_a_doubt_are_refused_and_kept_as_typed(lead, own, bands, reason):
    given = {"name": "Our check", "introduction": "", "bands": bands, "source": "", "licence": ""}

    answer_ = lead.post(at("edit-framework", own), given)

    assert answer_.status_code == 422
    assert reason in answer_.content.decode()
    assert bands in answer_.content.decode()


def test_two_answers_that_read_the_same_are_refused(lead, own):
    answer_ = lead.post(
        at("add-question", own, "knowing"), QUESTION | {"area": "knowing", "level_2": "Level 1"}
    )

    assert answer_.status_code == 422
    assert "Another answer reads the same" in answer_.content.decode()


def test_of_two_who_edit_at_once_nobody_loses_what_they_typed(lead, own, cast):
    page = lead.get(at("edit-area", own, "knowing"))
    shown = page.context["form"]["shown"].value()
    given = {"name": "Knowing", "summary": "What do people know?", "weight": "", "shown": shown}
    services.edit_draft(
        own=own,
        by=cast.users["amina"],
        verb="changed",
        do=lambda draft: draft["areas"][0].update(name="Word of it", weight=2),
    )

    answer_ = lead.post(at("edit-area", own, "knowing"), given)

    text = answer_.content.decode()
    assert answer_.status_code == 409
    assert "Word of it" in text
    assert "What do people know?" in text


def test_a_draft_that_somebody_published_meanwhile_is_told_kindly(lead, own, cast):
    publish(own, cast)

    answer_ = lead.post(at("edit-area", own, "knowing"), {"name": "Late"}, follow=True)

    assert "somebody has published or discarded it" in answer_.content.decode()
    with pytest.raises(DomainError, match="no draft"):
        publish(own, cast)


def test_a_draft_is_thrown_away_and_the_framework_with_it_when_it_was_never_published(lead, own, cast):
    other = services.make_framework(
        organisation=cast.utility, name="Another", draft=own.draft, by=cast.users["amina"]
    )
    publish(other, cast)
    services.begin_next_version(own=other, by=cast.users["amina"])

    for one in (own, other):
        assert lead.get(at("discard-draft", one)).status_code == 200
        lead.post(at("discard-draft", one))

    assert list(OwnFramework.objects.all()) == [other]
    other.refresh_from_db()
    assert other.draft is None


def upload(name, text):
    return {"file": SimpleUploadedFile(name, text.encode())}


def test_a_file_makes_a_framework_and_another_takes_its_drafts_place(lead, cast):
    toml = to_toml(draft_of(built_in("six-attributes")))

    lead.post(at("import-new-framework"), upload("mine.toml", toml))
    own = OwnFramework.objects.get()
    assert (own.name, len(own.draft["areas"])) == ("Six attributes of partnering", 6)
    assert set(own.draft["translations"]) == {"fr", "es"}
    csv = lead.get(at("framework-file", own, "csv")).content.decode("utf-8-sig")
    lead.post(
        at("import-framework", own),
        upload("questions.csv", csv.replace("How much do we look", "How often do we look")),
    )
    own.refresh_from_db()

    assert own.draft["areas"][0]["questions"][0]["text"].startswith("How often do we look")
    assert own.draft["areas"][0]["actions"]
    assert "translations" in services.why_not_publish(own.draft)
    lead.post(at("leave-out-languages", own))
    lead.post(at("publish-framework", own))
    assert FrameworkVersion.objects.filter(own=own).exists()


def test_questions_alone_make_a_framework_named_as_their_file(lead):
    header = "area key,area,question key,question,level 1,level 2,level 3,level 4,level 5"

    lead.post(at("import-new-framework"), upload("Ears.csv", header + "\nears,Ears,e1,Well?,a,b,c,d,e"))

    assert OwnFramework.objects.get().name == "Ears"


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("mine.toml", "version = = 1", "mine.toml: isn&#x27;t valid TOML"),
        ("mine.toml", 'slug = "a"\nversion = 0', "mine.toml, line 2: version: must be 1 or more"),
        ("mine.csv", "area", "mine.csv, line 1, question key: is missing"),
        ("mine.xlsx", "x", "ends in .toml or .csv"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_key_and_makes_nothing(lead, name, text, reason):
    answer_ = lead.post(at("import-new-framework"), upload(name, text))

    assert answer_.status_code == 422
    assert reason in answer_.content.decode()
    assert not OwnFramework.objects.exists()


def test_a_file_that_is_no_text_or_too_big_is_refused(lead):
    latin = SimpleUploadedFile("mine.csv", "é".encode("latin-1"))
    big = SimpleUploadedFile("mine.csv", b"x" * (2**20 + 1))

    assert "UTF-8" in lead.post(at("import-new-framework"), {"file": latin}).content.decode()
    assert "too big" in lead.post(at("import-new-framework"), {"file": big}).content.decode()


def test_many_wrong_rows_are_counted(lead, own):
    header = "area key,area,question key,question,level 1,level 2,level 3,level 4,level 5"

    answer_ = lead.post(at("import-framework", own), upload("q.csv", header + "\n" + "x\n" * 10))

    assert "And " in answer_.content.decode()


def test_the_preview_is_what_respondents_see_in_their_language(lead, cast):
    own = services.make_framework(
        organisation=cast.utility,
        name="Copy",
        draft=draft_of(built_in("engagement-plan")),
        by=cast.users["amina"],
    )

    spanish = lead.get(at("preview-framework", own, 1), {"language": "es"}).content.decode()

    assert "Lo que sabe la gente" in spanish
    assert "No lo sé" in spanish
    assert lead.get(at("preview-framework", own, 9)).status_code == 404
    empty = services.make_framework(
        organisation=cast.utility, name="Empty", draft=blank("Empty", (1, 5), [("a", "A", 1)], "en"), by=None
    )
    assert lead.get(at("preview-framework", empty, 1)).url == empty.get_absolute_url()


def test_what_comes_with_the_product_is_read_in_any_of_its_languages(lead):
    address, name = reverse("readiness:built-in-framework"), {"name": "six-attributes"}

    assert "Nouvelles compétences" in lead.get(address, name | {"language": "fr"}).content.decode()
    assert "New skills" in lead.get(address, name).content.decode()
    assert lead.get(address, {"name": "none"}).status_code == 404


def test_a_version_goes_as_a_file_and_another_kind_of_file_does_not(lead, own, cast):
    version = publish(own, cast)

    toml = lead.get(reverse("readiness:version-file", args=[version.pk, "toml"]))

    assert 'slug = "our-check"' in toml.content.decode()
    assert toml["Content-Disposition"] == 'attachment; filename="our-check-1.toml"'
    assert lead.get(reverse("readiness:version-file", args=[version.pk, "pdf"])).status_code == 404
    assert lead.get(at("framework-file", own, "csv")).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_pages_cost_the_same_for_any_number_of_frameworks_and_versions(
    lead, cast, own, number, django_assert_max_num_queries
):
    for count in range(number):
        other = services.make_framework(
            organisation=cast.utility, name=f"Check {count}", draft=own.draft, by=cast.users["amina"]
        )
        publish(other, cast)
        if count:
            services.begin_next_version(own=other, by=cast.users["amina"])
    for count in range(number):
        if count:
            services.begin_next_version(own=own, by=cast.users["amina"])
        publish(own, cast)
    for address in (at("frameworks"), own.get_absolute_url()):
        lead.get(address)
        with django_assert_max_num_queries(10):
            lead.get(address)


def test_what_was_done_is_told_to_the_organisation_alone(own, cast):
    publish(own, cast)

    entries = AuditEntry.objects.filter(thing="readiness.ownframework")
    assert {entry.verb for entry in entries} == {"made", "published"}
    assert {entry.organisation_id for entry in entries} == {cast.utility.pk}


def test_a_survey_too_long_for_anybody_is_refused(own, cast):
    def many(draft):
        for _count in range(services.MOST_AREAS):
            add_area(draft, AREA)

    with pytest.raises(DomainError, match="answered by nobody"):
        services.edit_draft(own=own, by=cast.users["amina"], verb="added", do=many)


def test_the_database_refuses_two_versions_of_the_same_number_and_nameless_frameworks(own, cast):
    version = publish(own, cast)
    framework = built_in("six-attributes")

    with pytest.raises(IntegrityError), transaction.atomic():
        FrameworkVersion.objects.create(
            slug=own.slug,
            name="x",
            version=version.version,
            digest="x",
            data={},
            own=own,
            published_on=access.today(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        keep_framework(framework, slug="own-x", own=own)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnFramework.objects.create(organisation=cast.utility, name="")


def test_a_survey_goes_on_with_its_version_when_a_next_one_is_published(own, cast):
    first = publish(own, cast)
    staff(cast.utility, 4)
    campaign = start(cast.utility, framework=own.slug)
    services.begin_next_version(own=own, by=cast.users["amina"])
    publish(own, cast)

    assert Campaign.objects.get(pk=campaign.pk).framework_version == first
