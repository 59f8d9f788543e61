"""Every output that tells a survey's figures, found by changing them, and what comes of attacking all of them together.

The arithmetic of the attack is proved over hundreds of random surveys in readiness/tests/test_differencing.py, on what
is recorded of a result. Here real pages, files, reports and mails are read: that they tell nothing but what is
recorded, and that nothing about a small group follows from what stands in them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from engagement.queries.briefs import brief_for
from engagement.services.reports import page_of
from engagement.tests.surroundings import World
from engagement.tests.test_every_surface import OWN, addresses, ask, readable
from engagement.tests.test_surfaces_without_pages import composed
from partnering import access
from partnering.choices import Level
from partnering.models import OutgoingMessage, Unit
from readiness import figures
from readiness.figures import publish
from readiness.models import Answer, Campaign, Response, Result, SealedResponse, TakenOn
from readiness.scoring import Answers
from readiness.services.sharing import share_result
from readiness.suppression import Shown
from readiness.tests import builders as surveys
from readiness.tests.differencing import exposed
from readiness.trees import line_of

Group = tuple[int | None, str | None]
pytestmark = pytest.mark.walk
OUTPUTS = {
    "readiness:campaign": "all that is recorded, to those who read the organisation's internal matters",
    "readiness:one-page": "the result on one page, to be printed",
    "readiness:compare": "means of areas beside those of earlier rounds, of units and of levels",
    "readiness:review": "all that is recorded of a relationship review, to those who take part in the partnership",
    "readiness:review-one-page": "a relationship review on one page, to be printed, to the same",
    "readiness:take-on": "for an area in which band, what is advised",
    "readiness:take-on-review": "the same, for an area of a relationship review",
    "readiness:evidence": "means of areas",
    "readiness:shared-results": "means of areas, to partners",
    "partnering:organisation": "means of areas",
    "engagement:prepare": "means of areas",
    "engagement:prepare-own": "means of areas",
    "engagement:dashboard": "traction, in which the mean over all areas is a part",
    "engagement:partnership": "traction, in which the mean over all areas is a part",
    "engagement:traction": "traction, and the mean over all areas",
    "partnering:action": "the mean of the area for which it was taken on",
    "report": "means of areas",
}
# What a partnership's manager is told and a lead is not.
MANAGERS = {"readiness:take-on-review"}
# What differs between two answers to the same question.
CHANCE = re.compile(rb'csrfmiddlewaretoken" value="\w+|"x-csrftoken": ?"\w+"|nonce-[\w+/=-]+|nonce="[^"]*"')
# A file that notes when it was made, and a form with a key of its own each time.
DIFFERS_ANYWAY = {"partnering:import-template-xlsx", "readiness:enter-sheet"}


def outputs(client: Any, world: World, who: str, only: Collection[str] = ()) -> dict[str, list[bytes]]:
    """What the product tells somebody, by output; all of it, or only some. What asking changes is undone."""
    told: dict[str, list[bytes]] = {}

    def note(name: str, content: bytes) -> None:
        told.setdefault(name, []).append(CHANCE.sub(b"", content))

    user = world.cast.users[who]
    client.force_login(user)
    taken_on = [reverse("partnering:action", args=[one.action_id]) for one in TakenOn.objects.all()]
    pages = [("partnering:action", address) for address in taken_on]
    pages += [*addresses(world), *[(name, reverse(name)) for name in OWN.split()]]
    for name, address in pages:
        enough = len(world.things["campaign"]) if name.startswith("readiness:") else 1
        if (not only or name in only) and len(told.get(name, ())) < enough:
            note(name, readable(ask(client, "get", address)))
    # A list's file has the columns of its page; in that of surveys there could be more.
    with transaction.atomic():
        note(
            "file readiness:campaigns",
            b"".join(client.post(reverse("readiness:campaigns"), {"export": "csv"})),
        )
        transaction.set_rollback(True)
    note("report", page_of(brief_for(user, world.cast.partnership, on=access.today())).encode())
    for message in OutgoingMessage.objects.order_by("pk"):
        note(f"e-mail {message.kind}", composed(message))
    return told


def told_to_lead_and_manager(client: Any, world: World) -> dict[str, list[bytes]]:
    """What the product tells a lead, and what it tells only who manages the partnership."""
    managers = outputs(client, world, "fola", MANAGERS)
    return outputs(client, world, "amina") | {name: managers[name] for name in MANAGERS}


def changed(before: dict[str, list[bytes]], after: dict[str, list[bytes]]) -> set[str]:
    """The outputs that tell something else than before."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def answer_otherwise() -> None:
    """Other answers everywhere: in the boxes of open surveys, in the rows of closed ones, and in what is recorded."""
    for sealed in SealedResponse.objects.all():
        sealed.content["answers"] = dict.fromkeys(sealed.content["answers"], 1)
        sealed.save()
    Answer.objects.update(value="1")
    Response.objects.update(level="executive")
    for result in Result.objects.select_related("campaign__framework_version"):
        framework = result.campaign.framework_version.framework
        keys = [question.key for question in framework.questions]
        rows = [
            Answers(dict.fromkeys(keys, 2) | {keys[0]: "dk" if n < 3 else 1}, "", "staff") for n in range(9)
        ]
        record(result.campaign, rows, units={}, levels={"staff": "Staff"})


def record(campaign: Campaign, answers: list[Answers], **groups: Any) -> None:
    """Let a closed survey have the result of other answers."""
    framework = campaign.framework_version.framework
    new = publish(framework, answers, minimum=campaign.minimum_group, **groups)
    Result.objects.filter(campaign=campaign).update(**asdict(new))


@pytest.fixture(autouse=True)
def no_time_passes():
    """So that nothing differs that isn't made to differ."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_every_output_that_tells_of_answers_is_on_record(client, world):
    before = told_to_lead_and_manager(client, world)
    answer_otherwise()

    found = changed(before, told_to_lead_and_manager(client, world)) - DIFFERS_ANYWAY

    assert sorted(found) == sorted(OUTPUTS), (
        "Say here what a new one tells of answers, so that it is attacked too"
    )


@pytest.mark.parametrize("who", ["amina", "dana"])
def test_no_output_of_a_confidential_survey_looks_at_single_answers(client, world, who):
    before = outputs(client, world, who, OUTPUTS)
    Response.objects.all().delete()
    SealedResponse.objects.update(content={})

    assert not changed(before, outputs(client, world, who, OUTPUTS))


class Tables(HTMLParser):
    """The cells of all tables of a page: heads of row and column, and text."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[tuple[str, str, str]] = []
        self.heads: list[str] = []
        self.row: list[str] | None = None
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag in ("thead", "tbody"):
            self.in_head = tag == "thead"
        elif tag == "tr":
            self.row = []
        elif tag in ("th", "td") and self.row is not None:
            self.row.append("")

    def handle_data(self, data: str) -> None:
        if self.row:
            self.row[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "tr" and self.row is not None:
            row, self.row = [" ".join(cell.split()) for cell in self.row], None
            if self.in_head:
                self.heads = row
            else:
                self.cells += [
                    (row[0], head, text) for head, text in zip(self.heads[1:], row[1:], strict=False)
                ]


def printed(
    pages: Iterable[bytes], names: Mapping[str, Group], areas: Iterable[str]
) -> set[tuple[str, Group]]:
    """For which groups there is a number in which area, in any table of the pages; everybody is (None, None).

    A number belongs to the group and the area that its row or its column is about. Where neither names a group, it is
    everybody's, unless the cell's own text names one.
    """
    found = set()
    for page in pages:
        tables = Tables()
        tables.feed(page.decode())
        for row, head, text in tables.cells:
            area = next((one for one in areas if one.lower() in (row, head)), None)
            if area and re.search(r"\d", text):
                inside = {names[name] for name in names if name in text}
                found |= {
                    (area, one) for one in inside or {names.get(row) or names.get(head) or (None, None)}
                }
    return found


def survey_of(organisation: Any, random: Random) -> tuple[Campaign, Counter, dict[str, Group]]:
    """A closed survey of units in units and of levels, its respondents by unit and level, and what names each group."""
    units: dict[str, Unit] = {}
    for name, above in (("North", ""), ("North one", "North"), ("North two", "North"), ("South", "")):
        units[name] = Unit.objects.create(
            organisation=organisation, name=f"{name}zq", parent=units.get(above)
        )
    people: Counter = Counter()
    for unit in (*units.values(), None):
        for level in Level.values:
            size = random.choice([0, 0, 1, 2, 3, 6])
            surveys.staff(organisation, size, unit=unit, level=level)
    campaign = surveys.start(organisation)
    keys = [question.key for question in campaign.framework_version.framework.questions]
    for invitation in campaign.invitations.select_related("person"):
        person = invitation.person
        answers = {key: random.randint(1, 5) for key in keys}
        surveys.answer_one(invitation, answers=answers)
        people[person.unit_id, person.level] += 1
    names: dict[str, Group] = {f"{name}zq".lower(): (unit.pk, None) for name, unit in units.items()}
    names |= {str(label).lower(): (None, level) for level, label in Level.choices}
    return surveys.close(campaign), people, names


def worked_out(client: Any, world: World, random: Random) -> frozenset:
    """About whom something follows from all that is told of a survey, to its lead and to partners."""
    university = world.cast.university
    campaign, people, names = survey_of(university, random)
    share_result(campaign=campaign, partnership=world.cast.partnership, by=None, on=access.today())
    areas = [area.name for area in campaign.framework_version.framework.areas]
    world.things["campaign"] = [[campaign.pk]]
    world.things["organisation"] = [[university.pk]]
    pages = [
        page
        for who in ("dana", "amina")
        for told in outputs(client, world, who, OUTPUTS).values()
        for page in told
    ]
    parents = dict(Unit.objects.filter(organisation=university).values_list("pk", "parent"))
    groups: dict[str, set] = {}
    for area, group in printed(pages, names, areas):
        groups.setdefault(area, set()).add(group)
    assert groups.keys() == set(areas)
    found: set = set()
    for shown in groups.values():
        cells = [
            [
                cell
                for cell in people
                if (unit is None or unit in line_of(cell[0], parents)) and level in (None, cell[1])
            ]
            for unit, level in shown
        ]
        found |= exposed(people, cells, campaign.minimum_group)
    return frozenset(found)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_of_a_small_group_follows_from_all_that_is_told_of_a_survey(client, world, seed):
    assert not worked_out(client, world, Random(seed))


def test_it_would_follow_if_nothing_were_held_back(client, world, monkeypatch):
    def everything(questions: Any, minimum: int, parents: Any = None) -> Shown:
        cells = [cell for counts in questions for cell in counts]
        units = {above for cell in cells for above in line_of(cell.unit, parents or {})}
        return Shown(True, frozenset(units), frozenset(cell.level for cell in cells))

    monkeypatch.setattr(figures, "suppress", everything)

    assert worked_out(client, world, Random(1))
