"""The network's page and its files: who sees whom, what would go with somebody, and files that programs read."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from xml.etree import ElementTree

import networkx as nx
import pytest
from django.urls import reverse
from django.utils import timezone

from conftest import LONG_AGO
from engagement.models import Interaction
from engagement.network import measure, read_edges
from engagement.queries.network import web_of
from engagement.tests.builders import days_before, meet
from engagement.ties import Tie
from engagement.webs import MOST, Member, Web, drawable
from partnering import access
from partnering.choices import ActionState
from partnering.models import Action, Membership, Note, Person, Seat

FILE = "engagement:network-file"


@pytest.fixture
def met(cast):
    """Amina alone meets the university and the agency; at home she meets Bo and Chidi, whom no partner sees."""
    today = access.today()
    utility = {"group": cast.group, "organisation": cast.utility, "started_on": LONG_AGO}
    Seat.objects.create(person=cast.people["amina"], **utility)
    meet(cast, "amina", "dana", on=days_before(3, today))
    meet(cast, "amina", "fola", on=days_before(30, today))
    meet(cast, "amina", "chidi", on=days_before(40, today))
    meet(cast, "amina", "bo", on=days_before(2, today), organisation=cast.utility)
    return cast


def page(client, cast, who, query=""):
    client.force_login(cast.users[who])
    answer = client.get(reverse("engagement:network", args=[cast.partnership.slug]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def taken(client, cast, who, kind):
    client.force_login(cast.users[who])
    return client.post(reverse(FILE, args=[cast.partnership.slug]), {"kind": kind})


def names(cast, who):
    web = web_of(cast.users[who], cast.partnership, on=access.today())
    return {one.name for one in web.people.values()}


def test_each_reader_sees_the_network_of_those_whom_they_may_see(met):
    assert names(met, "amina") == {"Amina", "Bo", "Chidi", "Dana", "Fola"}
    assert names(met, "dana") == {"Amina", "Dana", "Fola"}
    assert names(met, "eve") == set()


def test_a_partners_page_and_files_name_neither_its_inner_people_nor_what_only_they_did(client, met):
    assert "Chidi" in page(client, met, "amina")
    assert "Chidi" not in page(client, met, "dana")
    for kind in ("csv", "graphml", "svg"):
        assert b"Chidi" in taken(client, met, "amina", kind).content
        mine = taken(client, met, "dana", kind).content
        assert b"Fola" in mine
        assert b"Chidi" not in mine
        assert b"Bo" not in mine.replace(b"viewBox", b"")
        assert taken(client, met, "eve", kind).status_code == 404
    client.force_login(met.users["eve"])
    assert client.get(reverse("engagement:network", args=[met.partnership.slug])).status_code == 404


def test_it_says_on_whom_it_hangs_and_what_would_go_with_them(client, met):
    amina = met.people["amina"].pk
    shown = page(client, met, "amina", f"?without={amina}")
    assert "If Amina leaves" in shown
    assert "4 ties of 4 go." in shown
    assert "Nobody of University would be tied to anybody of Water Utility." in shown
    assert "Nobody of River Agency would be tied to anybody of Water Utility." in shown
    assert "The network falls into 3 more pieces." in shown
    assert "Tied to nobody any more: Bo, Chidi, Dana, Fola." in shown
    assert "All others stay tied" in page(client, met, "amina", f"?without={met.people['bo'].pk}")


@pytest.mark.parametrize(
    "query", ["?without=99999999", "?without=x&at=x", "?at=-4", "?at=100000", "?at=" + "9" * 40]
)
def test_an_address_that_asks_for_nobody_and_no_month_shows_the_network_of_today(client, met, query):
    shown = page(client, met, "dana", query)
    assert "Who works with whom" in shown
    assert "leaves</h2>" not in shown


def test_somebody_whom_the_reader_does_not_see_cant_be_asked_for(client, met):
    assert "Chidi" not in page(client, met, "dana", f"?without={met.people['chidi'].pk}")


def test_at_the_end_of_the_first_month_nobody_had_met(client, met):
    assert "No ties yet" in page(client, met, "amina", "?at=0")


def test_the_file_of_ties_is_what_the_command_reads(client, met):
    met.people["dana"].name = "=Dana"
    met.people["dana"].save()
    answer = taken(client, met, "amina", "csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="clean-river-network-')
    ties = read_edges(answer.content.decode("utf-8-sig").splitlines())
    figures = measure(ties)
    assert (figures.people, figures.ties, figures.cut_vertices) == (5, 4, ("Amina",))
    cells = [cell for row in csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))) for cell in row]
    assert not any(cell.startswith("=") for cell in cells)


def test_two_of_the_same_name_are_two_and_who_did_something_alone_is_in_it(client, met):
    other = Person.objects.create(organisation=met.utility, name="Bo", email="other.bo@water-utility.example")
    meet(met, other, on=access.today(), organisation=met.utility)
    ties = read_edges(taken(client, met, "amina", "csv").content.decode("utf-8-sig").splitlines())
    assert {f"Bo ({met.people['bo'].pk})", f"Bo ({other.pk})"} <= set(ties.people)


def test_graphml_is_read_by_other_programs(client, met):
    graph = nx.read_graphml(io.BytesIO(taken(client, met, "amina", "graphml").content))
    assert graph.number_of_edges() == 4
    assert {data["organisation"] for _, data in graph.nodes(data=True)} == {
        "Water Utility",
        "University",
        "River Agency",
    }
    assert all(data["weight"] > 0 and data["times"] == 1 for _, _, data in graph.edges(data=True))


def test_the_picture_is_a_drawing_of_its_own(client, met):
    root = ElementTree.fromstring(taken(client, met, "amina", "svg").content)  # noqa: S314 (our own)
    assert root.tag.endswith("svg")
    assert len(root.findall(".//{*}circle")) >= 5


def test_a_kind_of_file_that_there_is_not_is_not_found_and_a_file_is_asked_for_by_pressing(client, met):
    assert taken(client, met, "amina", "exe").status_code == 404
    assert client.get(reverse(FILE, args=[met.partnership.slug])).status_code == 405


def test_each_organisation_can_read_that_the_network_was_taken_away(client, met):
    taken(client, met, "dana", "csv")
    client.force_login(met.users["amina"])
    exported = client.get(reverse("partnering:organisation-exports", args=[met.utility.pk]))
    assert "Network of Clean River" in exported.content.decode()


def test_an_ended_partnership_shows_its_last_day(client, met):
    met.partnership.ended_on = days_before(20, access.today())
    met.partnership.save()
    web = web_of(met.users["amina"], met.partnership, on=met.partnership.ended_on)
    assert {one.name for one in web.people.values()} == {"Amina", "Chidi", "Fola"}
    assert "3 people" in page(client, met, "amina") or "Fola" in page(client, met, "amina")


def test_a_newsletter_ties_nobody(cast):
    meet(cast, "amina", "dana", on=access.today(), kind="newsletter")
    assert names(cast, "amina") == set()


def test_of_very_many_people_those_with_the_strongest_ties_are_drawn():
    people = {pk: Member(pk, f"Person {pk}", 1, "One", "") for pk in range(MOST + 5)}
    ties = {(pk, pk + 1): Tie(1.0 + pk, 1, 1) for pk in range(MOST + 4)}
    kept = drawable(Web(access.today(), people, ties))
    assert len(kept.people) == MOST
    assert min(kept.people) == 5
    assert all(set(pair) <= set(kept.people) for pair in kept.ties)


@pytest.fixture
def shared(cast):
    """Dana gave Amina something joint to do forty days ago; ten days ago Fola wrote on it, Bo for Amina's own only."""
    utility = {"group": cast.group, "organisation": cast.utility, "started_on": LONG_AGO}
    Seat.objects.create(person=cast.people["amina"], **utility)
    action = Action.objects.create(
        title="Count the fish",
        partnership=cast.partnership,
        organisation=cast.utility,
        owner=cast.people["amina"],
        created_by=cast.users["dana"],
        created_on=days_before(40, access.today()),
    )
    at = timezone.now() - timedelta(days=10)
    note_about(action, cast, "fola", joint=True, at=at)
    note_about(action, cast, "bo", joint=False, at=at)
    return action


def note_about(action, cast, who, *, joint, at):
    author = cast.people[who]
    Note.objects.create(
        kind="action",
        thing_pk=action.pk,
        organisation=author.organisation,
        author=author,
        joint=joint,
        created_at=at,
        text="I know a pool.",
    )


def tied(cast, who, on=None):
    """The names of those who are tied, as somebody sees it."""
    web = web_of(cast.users[who], cast.partnership, on=on or access.today())
    return {" - ".join(sorted(web.people[end].name for end in pair)) for pair in web.ties}


def test_an_action_ties_who_gave_it_who_has_it_and_who_wrote_on_it_as_far_as_one_sees_them(cast, shared):
    joint = {"Amina - Dana", "Amina - Fola", "Dana - Fola"}
    assert tied(cast, "dana") == joint
    assert tied(cast, "amina") == joint | {"Amina - Bo", "Bo - Dana", "Bo - Fola"}
    assert tied(cast, "eve") == set()
    assert tied(cast, "dana", on=days_before(20, access.today())) == {"Amina - Dana"}
    assert tied(cast, "dana", on=days_before(41, access.today())) == set()


def test_what_is_within_one_organisation_and_who_has_an_action_alone_make_no_tie(cast, shared):
    Action.objects.update(partnership=None)
    assert tied(cast, "amina") == set()
    Action.objects.update(partnership=cast.partnership, created_by=cast.users["amina"])
    Note.objects.all().delete()
    assert tied(cast, "amina") == set()
    assert names(cast, "amina") == set()


def test_an_action_fades_from_the_last_day_on_which_somebody_did_something_about_it(cast, shared):
    def strength():
        web = web_of(cast.users["dana"], cast.partnership, on=access.today())
        return web.ties[tuple(sorted((cast.people["amina"].pk, cast.people["dana"].pk)))].weight

    of_the_note = strength()
    shared.state, shared.done_on = ActionState.DONE, access.today()
    shared.save()
    assert strength() > of_the_note
    assert strength() == pytest.approx(1 / 2)


def test_a_member_that_left_sees_it_no_more(client, met):
    Membership.objects.filter(organisation=met.university).update(left_on=days_before(1, access.today()))
    met.people["dana"].seats.all().delete()
    client.force_login(met.users["dana"])
    assert client.get(reverse("engagement:network", args=[met.partnership.slug])).status_code == 404
    assert Interaction.objects.count() == 4
