"""Surveys, their mails and their results, in the language of whoever reads them."""

from __future__ import annotations

import ast
import gettext
import io
import re

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from partnering.models import User
from partnering.services.outbox import send_due_messages
from readiness import languages
from readiness.framework_files import built_in
from readiness.models import Campaign, Draft, SealedResponse
from readiness.services import answering, launching
from readiness.services.ways import open_way
from readiness.tests.builders import close, closed_survey, day, draft, staff, start, tokens_of
from tools.beginnings import beginning

FRENCH = {"HTTP_ACCEPT_LANGUAGE": "fr-CH, fr;q=0.9, en;q=0.8"}


@beginning
def campaign(cast):
    staff(cast.utility, 5)
    return start(cast.utility)


@pytest.fixture
def token(campaign):
    return tokens_of(campaign)[2]  # Chidi's, who has a unit


def page(name: str, token: str, *parts: int) -> str:
    return reverse(f"readiness:{name}", args=[token, *parts])


def test_a_survey_speaks_the_language_that_the_browser_asks_for(token):
    phone = Client(**FRENCH)

    intro = phone.get(page("survey", token)).content.decode()
    area = phone.get(page("survey-area", token, 1)).content.decode()

    assert '<html lang="fr"' in intro
    assert "Vos réponses sont confidentielles" in intro
    assert "Direction et stratégie" in area
    assert "Je ne sais pas" in area
    assert "I don&#x27;t know" not in area


def test_who_asks_for_a_language_that_is_not_there_reads_english(token):
    intro = Client(HTTP_ACCEPT_LANGUAGE="de").get(page("survey", token)).content.decode()

    assert "Your answers are confidential" in intro
    assert '<html lang="en-gb"' in intro


def test_a_respondent_chooses_another_language_and_keeps_it_to_the_last_page(campaign, token):
    phone = Client(enforce_csrf_checks=True, **FRENCH)

    chosen = phone.post(page("survey", token), {"language": "es"}, follow=True).content.decode()
    about = phone.get(page("survey-about", token)).content.decode()
    phone.post(page("survey-about", token), {"unit": "no", "level": "no"})
    keys = [question.key for question in campaign.framework_version.framework.areas[0].questions]
    phone.post(page("survey-area", token, 1), dict.fromkeys(keys, "4"))
    thanks = phone.post(page("survey-review", token), {"comment": ""}, follow=True).content.decode()

    assert "Sus respuestas son confidenciales" in chosen
    assert "¿Podemos contarle junto con otros?" in about
    assert "Gracias: sus respuestas se han enviado" in thanks
    assert not phone.cookies


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("fr-CA,en;q=0.5", "Ce lien ne mène à aucune enquête"),
        ("es", "Este enlace no lleva a ninguna encuesta"),
        ("en-US,fr;q=0.5", "This link leads to no survey"),
        ("pt", "This link leads to no survey"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_in_the_language_of_the_browser(db, asked, words):
    phone = Client(HTTP_ACCEPT_LANGUAGE=asked)
    box = reverse("readiness:find-survey")

    assert words in phone.get(page("survey", "guessed")).content.decode()
    assert words in phone.post(box, {"link": "guessed"}).content.decode()
    assert ("Paste the link" in phone.post(box, {"link": ""}).content.decode()) is words.startswith("This")


WORDS = {"fr": {"title": "Où en sommes-nous ?", "opening_text": "Pourquoi nous demandons"}}


@beginning
def translated(cast):
    staff(cast.utility, 5)
    return start(cast.utility, title="Main title", opening_text="Main words", translations=WORDS)


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("fr", "Où en sommes-nous ?", "Pourquoi nous demandons"),
        ("es", "Main title", "Main words"),
        ("en", "Main title", "Main words"),
    ],
)
def test_title_and_opening_words_are_read_in_ones_language_or_in_the_main_one(
    translated, language, title, words
):
    link = tokens_of(translated)[2]
    phone = Client(HTTP_ACCEPT_LANGUAGE=language)

    intro = phone.get(page("survey", link)).content.decode()

    assert f"<h1>{title}</h1>" in intro
    assert words in intro
    assert (title == "Main title") == ("Main title" in intro)


def test_what_is_written_in_part_is_read_in_part(translated):
    Campaign.objects.update(translations={"fr": {"title": "Où en sommes-nous ?"}})

    intro = Client(**FRENCH).get(page("survey", tokens_of(translated)[2])).content.decode()

    assert "Où en sommes-nous ?" in intro
    assert "Main words" in intro


def test_a_mail_has_the_title_in_the_language_of_its_reader(cast, mailbox, translated):
    cast.people["chidi"].language = "French"
    cast.people["chidi"].save()

    send_due_messages(now=timezone.now())

    subjects = {message["To"]: message["Subject"] for message in mailbox.messages}
    assert "Où en sommes-nous ?" in subjects[cast.people["chidi"].email]
    assert "Main title" in subjects[cast.people["bo"].email]


def test_paper_and_poster_have_the_words_of_their_language(client, cast, translated):
    open_way(campaign=translated, kind="link", people=9, by=cast.users["amina"])
    client.force_login(cast.users["amina"])
    for name in ("paper-form", "poster"):
        address = reverse(f"readiness:{name}", args=[translated.pk])
        french = PdfReader(io.BytesIO(client.get(f"{address}?language=fr").content))
        assert "Où en sommes-nous" in french.pages[0].extract_text()


def test_a_lead_writes_them_in_the_languages_of_the_frameworks_and_finds_them_again(client, cast):
    staff(cast.utility, 4)
    made = draft(cast.utility)
    client.force_login(cast.users["amina"])
    address = reverse("readiness:edit-campaign", args=[made.pk])
    form = client.get(address).context["form"]
    typed = {bound.name: bound.value() for bound in form if bound.value() not in (None, [], False)}
    assert {"title_es", "title_fr", "opening_text_fr"} <= form.fields.keys()

    answered = client.post(address, typed | {"title_fr": "Bonjour à tous", "title_es": " "})
    made.refresh_from_db()

    assert answered.status_code == 302
    assert made.translations == {"fr": {"title": "Bonjour à tous"}}
    assert "Bonjour à tous" in client.get(address).content.decode()
    again = client.post(address, typed | {"title": "", "title_fr": "Salut", "shown": typed["shown"]})
    assert again.status_code == 422
    assert "Salut" in again.content.decode()


def test_the_next_round_keeps_them(translated):
    again = launching.clone_campaign(campaign=close(translated), by=None, on=day(30))

    assert again.translations == WORDS


def test_nothing_tells_afterwards_in_which_language_somebody_answered(campaign, token):
    filled = answering.Filled(answers={"ls1": 4}, language="es")
    answering.save_draft(token=token, filled=filled, now=timezone.now())

    answering.submit_response(token=token, filled=filled, now=timezone.now())

    assert not Draft.objects.exists()
    assert "language" not in SealedResponse.objects.get().content


def test_a_forged_language_is_the_frameworks_own(token):
    phone = Client(**FRENCH)

    phone.post(page("survey", token), {"language": "../../etc"})

    assert answering.draft_of(token).language == "en"


def test_choosing_a_language_keeps_what_was_answered(token):
    answering.save_draft(token=token, filled=answering.Filled(answers={"ls1": 4}), now=timezone.now())

    Client().post(page("survey", token), {"language": "fr"})

    assert answering.draft_of(token).answers == {"ls1": 4}


def test_the_answers_mean_the_same_in_each_language(campaign, token):
    phone = Client(**FRENCH)

    phone.post(page("survey-area", token, 1), {"ls1": "2", "ls3": "dk"})

    assert answering.draft_of(token).answers == {"ls1": 2, "ls3": "dk"}


def test_a_mail_comes_in_the_language_that_is_noted_of_its_reader(cast, mailbox):
    cast.people["chidi"].language = "Français, English"
    cast.people["chidi"].save()
    staff(cast.utility, 4)
    start(cast.utility)

    send_due_messages(now=timezone.now())

    texts = {message["To"]: message.get_body(("plain",)).get_content() for message in mailbox.messages}
    assert "Bonjour" in texts[cast.people["chidi"].email]
    assert "Hello" in texts[cast.people["bo"].email]


def test_a_result_is_read_in_the_readers_own_language(client, cast):
    campaign = closed_survey(cast.utility, 2)
    cast.people["amina"].language = "French"
    cast.people["amina"].save()

    client.force_login(cast.users["amina"])
    french = client.get(campaign.get_absolute_url()).content.decode()
    advice = client.get(reverse("readiness:take-on", args=[campaign.pk, "leadership", 0])).content.decode()
    client.force_login(cast.users["bo"])
    english = client.get(campaign.get_absolute_url()).content.decode()

    assert "Direction et stratégie" in french
    assert "Leadership and strategy" not in french
    assert "dire en une page" in advice
    assert "Leadership and strategy" in english


@pytest.mark.parametrize(
    ("noted", "code"),
    [("Spanish", "es"), ("español, English", "es"), ("fr", "fr"), ("Klingon, French", "fr"), ("", "en-gb")],
)
def test_a_noted_language_is_known_by_any_of_its_names(cast, noted, code):
    cast.people["amina"].language = noted
    cast.people["amina"].save()

    user = User.objects.get(pk=cast.users["amina"].pk)

    assert languages.readers_language(user) == code


@pytest.mark.parametrize(
    ("header", "chosen", "language"),
    [
        ("", "", "en"),
        ("es-MX", "", "es"),
        ("de, es;q=0.5", "", "es"),
        ("es", "fr", "fr"),
        ("es", "xx", "es"),
        ("nonsense;;;", "", "en"),
    ],
)
def test_a_choice_comes_before_the_browser_and_the_browser_before_the_framework(header, chosen, language):
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=header)

    assert languages.respondents_language(request, built_in("six-attributes"), chosen) == language


def test_languages_are_named_as_their_speakers_do():
    assert languages.offered(built_in("six-attributes")) == [
        ("en", "English"),
        ("es", "Español"),
        ("fr", "Français"),
    ]
    assert languages.name_of("tlh") == "tlh"


TOLD_TO_RESPONDENTS = [
    "forms/survey",
    "services/answering",
    "services/links",
    "queries/sight",
    "composers",
    "views/survey",
    "views/opening",
]
"""The modules of readiness whose texts respondents see: labels, what is refused, who will see what, mails."""
TO_WHO_RUNS_IT = "survey_not_counted"
"""The mail that no respondent gets: it is in the language of the pages on which surveys are run."""


def said_in(module: str) -> set[str]:
    """The texts that a module of readiness has translated."""
    tree = ast.parse((settings.BASE_DIR / "readiness" / f"{module}.py").read_text(encoding="utf-8"))
    calls = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    return {
        call.args[0].value.replace('"', '\\"')
        for call in calls
        if call.func.id in ("_", "gettext_lazy", "ngettext") and isinstance(call.args[0], ast.Constant)
    }


def shown_to_respondents() -> set[str]:
    """The texts that respondents see, of templates and of code."""
    texts = {text for module in TOLD_TO_RESPONDENTS for text in said_in(module)}
    for folder in ("survey", "mail", "paper"):
        for template in (settings.BASE_DIR / "templates" / "readiness" / folder).iterdir():
            if template.stem == TO_WHO_RUNS_IT:
                continue
            content = template.read_text(encoding="utf-8")
            texts |= set(re.findall(r'{% translate "(.*?)" ?(?:as \w+ )?%}', content))
            for block in re.findall(r"{% blocktranslate.*?%}(.*?){% endblocktranslate %}", content, re.S):
                single = block.partition("{% plural %}")[0]
                texts.add(re.sub(r"{{ (\w+) }}", r"%(\1)s", single))
    return texts


@pytest.mark.parametrize("language", languages.WITH_PAGES_OF_THEIR_OWN)
def test_all_that_respondents_see_is_translated(language):
    file = settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"
    known = set(re.findall(r'^msgid "(.+)"$', file.read_text(encoding="utf-8"), re.M))

    texts = shown_to_respondents()

    assert len(texts) > 50
    assert not texts - known


@pytest.mark.parametrize("language", languages.WITH_PAGES_OF_THEIR_OWN)
def test_the_compiled_words_are_those_of_the_file_that_translators_edit(language):
    folder = settings.BASE_DIR / "locale" / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)
    written = (folder / "django.po").read_text(encoding="utf-8")

    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', written, re.M)

    assert len(pairs) > 80
    assert {text: known.gettext(text) for text, _translation in pairs} == dict(pairs)
    for text, translation in pairs:
        assert sorted(re.findall(r"%\(\w+\)s", text)) == sorted(re.findall(r"%\(\w+\)s", translation))
