"""What templates say to everybody alike is drawn once, and everything else each time."""

from __future__ import annotations

from typing import Any

from django.template import Context, Engine, engines
from django.template.base import Template
from django.urls import set_script_prefix
from django.utils import translation

from partnering import fixed_parts

PIECES = {
    "frame.html": "{% load i18n %}<title>{% block title %}{% translate 'Save' %}{% endblock %}</title>{{ name }}",
    "page.html": "{% extends 'frame.html' %}{% load i18n %}"
    "{% block title %}{% if name %}{{ name }}: {% translate 'No' %}{% endif %}{{ block.super }}{% endblock %}",
    "rows.html": "{% load i18n %}{% for one in rows %}<i>{% translate 'Yes' as words %}{{ words }}{{ one }}</i>"
    "{% endfor %}",
    "link.html": '{% load ui %}{% icon "x" 12 %}<a href="{% url "partnering:people" %}">{% icon name %}</a>',
    "tongues.html": "{% load i18n %}{% translate 'Yes' %}{% language 'fr' %}{% translate 'Yes' %}"
    "{% translate 'No' as no %}{{ no }}{% endlanguage %}{% translate 'Yes' %}",
    "text.html": "{% load i18n %}{% translate name %}{% translate 'Yes' noop %}",
}


def drawn(piece: str, /, **values: Any) -> str:
    """A piece as the site's loader reads it and then draws it a second time, for somebody else."""
    template = read(piece)
    template.render(Context({"name": "check", "rows": [1, 2]}))
    return template.render(Context(values))


def read(name: str) -> Template:
    """A piece, read by the site's loader."""
    libraries = engines["django"].engine.libraries
    pieces = [("django.template.loaders.locmem.Loader", PIECES)]
    return Engine(loaders=[("partnering.fixed_parts.Loader", pieces)], libraries=libraries).get_template(name)


def test_what_is_of_one_reader_is_drawn_for_each():
    assert drawn("page.html", name="<Bo>") == "<title>&lt;Bo&gt;: NoSave</title>&lt;Bo&gt;"
    assert drawn("page.html") == "<title>Save</title>"
    assert drawn("rows.html", rows=["a"]) == "<i>Yesa</i>"
    assert drawn("text.html", name="Bo") == "BoYes"


def test_words_are_in_the_language_of_who_reads():
    rows, frame = read("rows.html"), read("frame.html")
    for language, yes, save in (
        ("en-gb", "Yes", "Save"),
        ("fr", "Oui", "Enregistrer"),
        ("en-gb", "Yes", "Save"),
    ):
        with translation.override(language):
            assert rows.render(Context({"rows": ["a"]})) == f"<i>{yes}a</i>"
            assert frame.render(Context()) == f"<title>{save}</title>"


def test_a_part_of_a_page_may_be_in_another_language():
    assert drawn("tongues.html") == "YesOuiNonYes"
    with translation.override("fr"):
        assert drawn("tongues.html") == "OuiOuiNonOui"


def test_addresses_are_below_where_the_site_is():
    link = read("link.html")
    before = link.render(Context({"name": "check"}))
    set_script_prefix("/below/")
    try:
        below = link.render(Context({"name": "check"}))
    finally:
        set_script_prefix("/")

    assert '<a href="/people/">' in before
    assert '<a href="/below/people/">' in below
    assert below == before.replace("/people/", "/below/people/")
    assert link.render(Context({"name": "users"})) != before


def test_the_site_reads_its_pages_this_way():
    page = engines["django"].engine.get_template("base.html")

    assert any(isinstance(node, fixed_parts.FixedPart) for node in page.nodelist)
