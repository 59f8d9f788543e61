"""Many people who answer a survey at the same moment, as they do: some press twice, some lose their connection."""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import quantiles
from threading import Barrier
from time import perf_counter, sleep
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests

SENT = "answers have been sent"
TRIES, PATIENCE = 20, 300
LOSES_ITS_CONNECTION, PRESSES_TWICE = 3, 5
"""Every third loses the connection while sending, every fifth presses the button twice."""


@dataclass(frozen=True)
class Respondent:
    """Somebody with a link (`path`), known by a number that their answers and comment tell again."""

    number: int
    path: str

    @property
    def comment(self) -> str:
        """What they write."""
        return f"answer {self.number}"


@dataclass
class Told:
    """What the people were told: who of them that their answers are counted, and how long each page took, in s."""

    accepted: set[int] = field(default_factory=set)
    failed: dict[int, str] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    seconds: float = 0

    @property
    def slow(self) -> tuple[float, float]:
        """The wait that half of the pages stayed under, and the one that 95 of 100 did."""
        cuts = quantiles(self.waits, n=20)
        return cuts[9], cuts[18]


def answers_of(number: int, keys: Sequence[str]) -> dict[str, int]:
    """Answers from 1 to 5 that tell a number below 3,125 again: its digits in the first five questions."""
    return {key: 1 + number // 5**place % 5 if place < 5 else 3 for place, key in enumerate(keys)}


def crowd(url: str, respondents: Sequence[Respondent]) -> Told:
    """Let all of them answer at once, each in a thread of their own."""
    told, start = Told(), Barrier(len(respondents))
    begin = perf_counter()

    def run(one: Respondent) -> None:
        start.wait()
        try:
            if _Browser(url, told.waits).answers(one):
                told.accepted.add(one.number)
            else:
                told.failed[one.number] = "not counted"
        except requests.RequestException as error:
            told.failed[one.number] = repr(error)

    with ThreadPoolExecutor(len(respondents)) as pool:
        list(pool.map(run, respondents))
    told.seconds = perf_counter() - begin
    return told


class _Browser:
    """What one person holds in their hand. It asks again when a page doesn't come, as people do."""

    def __init__(self, url: str, waits: list[float]) -> None:
        self.url, self.waits, self.session = url, waits, requests.Session()

    def page(self, path: str, form: dict[str, Any] | None = None) -> str:
        """A page's text, after a post if there is a form."""
        for left in reversed(range(TRIES)):
            begin = perf_counter()
            try:
                method = "GET" if form is None else "POST"
                answer = self.session.request(method, self.url + path, data=form, timeout=PATIENCE)
            except (requests.ConnectionError, requests.Timeout):
                if not left:
                    raise
                sleep(0.2)
                continue
            self.waits.append(perf_counter() - begin)
            if answer.status_code < 500:
                return answer.text
        return ""

    def answers(self, one: Respondent) -> bool:
        """All pages from the first to the last; whether they are told that their answers are counted."""
        self.page(one.path)
        about = self.page(f"{one.path}about/")
        names = set(re.findall(r'type="radio" name="(\w+)"', about))
        self.page(f"{one.path}about/", {name: "" if name.startswith("own") else "no" for name in names})
        keys: list[str] = []
        number = 1
        while found := _questions(self.page(f"{one.path}{number}/"), number):
            keys += found
            chosen = answers_of(one.number, keys)
            self.page(f"{one.path}{number}/", {**{key: chosen[key] for key in found}, "go": "on"})
            number += 1
        return self.sends(one)

    def sends(self, one: Respondent) -> bool:
        """The last post, in the way of this person, until the page says that it is done."""
        path, form = f"{one.path}review/", {"comment": one.comment}
        if one.number % LOSES_ITS_CONNECTION == 0:
            self.hangs_up(path, form)
        if one.number % PRESSES_TWICE == 0:
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda _press: self.page(path, form), range(2)))
        return SENT in self.page(path, form)

    def hangs_up(self, path: str, form: dict[str, str]) -> None:
        """Send the post and go away before the answer comes."""
        place, body = urlsplit(self.url), urlencode(form)
        cookies = "; ".join(f"{name}={value}" for name, value in self.session.cookies.items())
        head = [
            f"POST {path} HTTP/1.1",
            f"Host: {place.netloc}",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
            f"Cookie: {cookies}",
        ]
        try:
            with socket.create_connection((place.hostname or "", place.port or 80), timeout=PATIENCE) as line:
                line.sendall("\r\n".join([*head, "", body]).encode())
        except OSError:
            return


def _questions(text: str, number: int) -> list[str]:
    """The keys of a page's questions in their order; none where the survey has no such part."""
    if f"<span>Part {number} of " not in text:
        return []
    return list(dict.fromkeys(re.findall(r'type="radio" name="(\w+)"', text)))
