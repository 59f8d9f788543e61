"""Words are looked up once for each language, and nothing else is taken for them."""

from __future__ import annotations

from django.utils.functional import lazy
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from partnering import words
from partnering.words import LAZY, said

YES = gettext_lazy("Yes")


def test_words_are_those_of_each_language():
    for language, text in (("en-gb", "Yes"), ("fr", "Oui"), ("en-gb", "Yes"), ("fr", "Oui")):
        with override(language):
            assert said(YES, language) == text


def test_what_is_put_together_each_time_is_not_kept():
    turns = iter(("first", "second"))
    made = lazy(lambda: next(turns), str)()

    assert (said(made, "en-gb"), said(made, "en-gb")) == ("first", "second")
    assert type(pgettext_lazy("month", "May")) is not LAZY
    assert (said(3, None), said("Yes", "fr")) == ("3", "Yes")


def test_words_that_are_gone_leave_their_number_to_nobody(monkeypatch):
    monkeypatch.setattr(words, "MOST", 3)
    monkeypatch.setattr(words, "_known", {})

    for number in range(20):
        assert said(gettext_lazy(f"word {number}"), "en-gb") == f"word {number}"
    assert len(words._known) <= 3
