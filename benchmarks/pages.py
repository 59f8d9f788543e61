"""Which pages are measured. To add one, add a line to `PAGES`.

`floor` is the one SQL query with which a bare view, without rights, frame or filters, shows the same rows.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = """SELECT p.name, o.name, u.name, p.job_title, p.level FROM partnering_person p
    JOIN partnering_organisation o ON o.id = p.organisation_id
    LEFT JOIN partnering_unit u ON u.id = p.unit_id"""
ACTIONS = """SELECT a.title, o.name, p.name, s.name, a.due_on FROM partnering_action a
    JOIN partnering_organisation o ON o.id = a.organisation_id
    LEFT JOIN partnering_person p ON p.id = a.owner_id
    LEFT JOIN partnering_partnership s ON s.id = a.partnership_id WHERE a.state = 'open'"""


@dataclass(frozen=True)
class BenchPage:
    """A page: what it is called, what kind of page it is, its address, and the query of its floor."""

    name: str
    kind: str
    address: str
    floor: str


PAGES = [
    BenchPage("people", "list", "/people/", f"{PEOPLE} ORDER BY p.name, p.id LIMIT 25"),
    BenchPage(
        "people, last name first", "list", "/people/?sort=-name", f"{PEOPLE} ORDER BY p.name DESC LIMIT 25"
    ),
    BenchPage(
        "people, page 20", "list", "/people/?page=20", f"{PEOPLE} ORDER BY p.name, p.id LIMIT 25 OFFSET 475"
    ),
    BenchPage(
        "people of a level",
        "filter",
        "/people/?level=manager",
        f"{PEOPLE} WHERE p.level = 'manager' ORDER BY p.name, p.id LIMIT 25",
    ),
    BenchPage(
        "people found",
        "search",
        "/people/?q=kerr+77",
        f"{PEOPLE} WHERE UPPER(p.name) LIKE '%KERR 77%' ORDER BY p.name, p.id LIMIT 25",
    ),
    BenchPage(
        "organisations",
        "list",
        "/organisations/",
        "SELECT name, sector, country FROM partnering_organisation ORDER BY name LIMIT 25",
    ),
    BenchPage(
        "partnerships",
        "list",
        "/partnerships/",
        "SELECT name, phase, started_on FROM partnering_partnership ORDER BY name LIMIT 25",
    ),
    BenchPage("actions", "list", "/actions/", f"{ACTIONS} ORDER BY a.due_on, a.id LIMIT 25"),
    BenchPage("person", "detail", "/people/12/", f"{PEOPLE} WHERE p.id = 12"),
    BenchPage(
        "partnership",
        "detail",
        "/partnerships/partnership-7/members/",
        "SELECT name, purpose, phase, started_on FROM partnering_partnership WHERE slug = 'partnership-7'",
    ),
    BenchPage(
        "timeline of a partnership",
        "timeline",
        "/partnerships/partnership-7/timeline/",
        "SELECT title, held_on, kind FROM engagement_interaction WHERE partnership_id = 7 ORDER BY held_on DESC",
    ),
    BenchPage(
        "interactions of a partnership",
        "timeline",
        "/partnerships/partnership-7/interactions/",
        "SELECT title, held_on, kind FROM engagement_interaction WHERE partnership_id = 7 ORDER BY held_on DESC",
    ),
]
