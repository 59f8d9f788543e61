"""In which language somebody reads a framework: as they chose, as their browser asks, or as is noted of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.http import HttpRequest
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation.trans_real import parse_accept_lang_header

from partnering import access
from partnering.models import Person
from readiness.framework_data import Framework

WITH_PAGES_OF_THEIR_OWN = ("fr", "es")
"""The languages, beside the site's own, into which a respondent's pages are translated (`locale/`)."""


def offered(framework: Framework) -> list[tuple[str, str]]:
    """The languages of a framework, each with the name that its speakers give it."""
    return [(code, name_of(code)) for code in framework.languages]


def name_of(code: str) -> str:
    """A language's own name; its code where we don't know one."""
    known = LANG_INFO.get(code, {}).get("name_local")
    return str(capfirst(known)) if known else code


def best_of(codes: Sequence[str], wishes: Iterable[str]) -> str:
    """The first wish that can be met, exactly or by the language without its region; else the first code."""
    for wish in wishes:
        for code in (wish.lower(), wish.lower().partition("-")[0]):
            if code in codes:
                return code
    return codes[0]


def respondents_language(request: HttpRequest, framework: Framework, chosen: str) -> str:
    """What a respondent reads: their choice, or what their browser asks for first of what there is."""
    return best_of(framework.languages, [chosen, *_asked_for(request)])


def browsers_language(request: HttpRequest) -> str:
    """What a page about no survey in particular is read in: English, or another that the browser asks for before it."""
    return best_of(("en", *WITH_PAGES_OF_THEIR_OWN), _asked_for(request))


def _asked_for(request: HttpRequest) -> list[str]:
    """The languages that a browser asks for, the dearest first."""
    return [code for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]


def readers_language(user: Any) -> str:
    """What a user reads results in: the language noted first of them that we know by name, or the site's."""
    person = access.person_of(user)
    return (noted_language(person) if person else "") or translation.get_language()


def noted_language(person: Person) -> str:
    """The code of the first language noted of somebody that we know by name; '' where there is none."""
    return next((code for code in map(_code_of, person.languages) if code), "")


def pages_in(language: str) -> AbstractContextManager[None]:
    """While it lasts, pages speak a language where they are translated into it, and else the site's."""
    code = language if language in WITH_PAGES_OF_THEIR_OWN else settings.LANGUAGE_CODE
    return translation.override(code)


def _code_of(name: str) -> str:
    """The code of a language by its English or its own name, or by the code itself; '' for one that we don't know."""
    wanted = name.casefold()
    for code, known in LANG_INFO.items():
        if wanted in (code, known.get("name", "").casefold(), known.get("name_local", "").casefold()):
            return code
    return ""
