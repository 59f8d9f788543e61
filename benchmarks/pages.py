"""Which pages are measured. To add one, add a line to `PAGES`.

`floor` is the one SQL query with which a bare view, without rights, frame or filters, shows the same rows; `row` is how
it shows one: the page's columns, links and formats.
"""

from __future__ import annotations

from dataclasses import dataclass

PEOPLE = """SELECT p.id, p.name, o.name AS organisation, u.name AS unit, p.job_title, p.level FROM partnering_person p
    JOIN partnering_organisation o ON o.id = p.organisation_id
    LEFT JOIN partnering_unit u ON u.id = p.unit_id"""
PERSON_ROW = """<th scope="row"><a href="{% url "partnering:person" row.id %}">{{ row.name }}</a></th>
    <td data-label="Organisation">{{ row.organisation }}</td><td data-label="Unit">{{ row.unit }}</td>
    <td data-label="Job title">{{ row.job_title }}</td><td data-label="Level">{{ row.level|capfirst }}</td>"""
ORGANISATIONS = (
    """SELECT o.id, o.name, o.sector, o.country FROM partnering_organisation o ORDER BY o.name LIMIT 25"""
)
ORGANISATION_ROW = """<th scope="row">
    <span class="avatar logo avatar-sm" aria-hidden="true">{{ row.name|slice:":1" }}</span>
    <a href="{% url "partnering:organisation" row.id %}">{{ row.name }}</a></th>
    <td data-label="Sector">{{ row.sector|capfirst }}</td><td data-label="Country">{{ row.country }}</td>"""
PARTNERSHIPS = """SELECT p.name, p.slug, p.purpose, p.phase, p.started_on FROM partnering_partnership p"""
PARTNERSHIP_ROW = """<th scope="row"><a href="{% url "partnering:members" row.slug %}">{{ row.name }}</a></th>
    <td data-label="Phase"><span class="badge badge-brand">{{ row.phase|capfirst }}</span></td>
    <td data-label="Started">{{ row.started_on|date:"j M Y" }}</td>"""
ACTIONS = """SELECT a.id, a.title, o.name AS organisation, p.name AS owner, s.name AS partnership, a.due_on
    FROM partnering_action a
    JOIN partnering_organisation o ON o.id = a.organisation_id
    LEFT JOIN partnering_person p ON p.id = a.owner_id
    LEFT JOIN partnering_partnership s ON s.id = a.partnership_id WHERE a.state = 'open'"""
ACTION_ROW = """<td class="tick"><input class="form-check-input" type="checkbox" name="action" value="{{ row.id }}"
    aria-label="{{ row.title }}"></td>
    <th scope="row"><a href="{% url "partnering:action" row.id %}">{{ row.title }}</a></th>
    <td data-label="Organisation">{{ row.organisation }}</td><td data-label="Owner">{{ row.owner }}</td>
    <td data-label="Partnership">{{ row.partnership }}</td><td data-label="Due">{{ row.due_on|date:"j M Y" }}</td>
    <td class="text-end"><form method="post" action="{% url "partnering:complete-action" row.id %}">{% csrf_token %}
    <button class="btn btn-sm btn-secondary" type="submit">Done</button></form></td>"""
INTERACTIONS = """SELECT i.id, i.title, i.held_on, i.kind FROM engagement_interaction i WHERE i.partnership_id = 7
    ORDER BY i.held_on DESC"""
INTERACTION_ROW = """<th scope="row"><a href="{% url "engagement:interaction" row.id %}">{{ row.title }}</a></th>
    <td data-label="Day">{{ row.held_on|date:"j M Y" }}</td><td data-label="Kind">{{ row.kind|capfirst }}</td>"""


@dataclass(frozen=True)
class BenchPage:
    """A page: its name and kind, its address, the query of its floor, and how the floor shows a row."""

    name: str
    kind: str
    address: str
    floor: str
    row: str


PAGES = [
    BenchPage("people", "list", "/people/", f"{PEOPLE} ORDER BY p.name, p.id LIMIT 25", PERSON_ROW),
    BenchPage(
        "people, last name first",
        "list",
        "/people/?sort=-name",
        f"{PEOPLE} ORDER BY p.name DESC LIMIT 25",
        PERSON_ROW,
    ),
    BenchPage(
        "people, page 20",
        "list",
        "/people/?page=20",
        f"{PEOPLE} ORDER BY p.name, p.id LIMIT 25 OFFSET 475",
        PERSON_ROW,
    ),
    BenchPage(
        "people of a level",
        "filter",
        "/people/?level=manager",
        f"{PEOPLE} WHERE p.level = 'manager' ORDER BY p.name, p.id LIMIT 25",
        PERSON_ROW,
    ),
    BenchPage(
        "people found",
        "search",
        "/people/?q=kerr+77",
        f"{PEOPLE} WHERE UPPER(p.name) LIKE '%KERR 77%' ORDER BY p.name, p.id LIMIT 25",
        PERSON_ROW,
    ),
    BenchPage("organisations", "list", "/organisations/", ORGANISATIONS, ORGANISATION_ROW),
    BenchPage(
        "partnerships", "list", "/partnerships/", f"{PARTNERSHIPS} ORDER BY p.name LIMIT 25", PARTNERSHIP_ROW
    ),
    BenchPage("actions", "list", "/actions/", f"{ACTIONS} ORDER BY a.due_on, a.id LIMIT 25", ACTION_ROW),
    BenchPage("person", "detail", "/people/12/", f"{PEOPLE} WHERE p.id = 12", PERSON_ROW),
    BenchPage(
        "partnership",
        "detail",
        "/partnerships/partnership-7/members/",
        f"{PARTNERSHIPS} WHERE p.slug = 'partnership-7'",
        PARTNERSHIP_ROW,
    ),
    BenchPage(
        "timeline of a partnership",
        "timeline",
        "/partnerships/partnership-7/timeline/",
        INTERACTIONS,
        INTERACTION_ROW,
    ),
    BenchPage(
        "interactions of a partnership",
        "timeline",
        "/partnerships/partnership-7/interactions/",
        INTERACTIONS,
        INTERACTION_ROW,
    ),
]
