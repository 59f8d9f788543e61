"""Which pages are measured. To add one, add a line to `PAGES`.

`floor` is the one SQL query with which a bare view, without rights, frame or filters, shows the same rows; `row` is how
it shows one: the page's columns, links and formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

PEOPLE = """SELECT p.id, p.name, o.name AS organisation, u.name AS unit, p.job_title, p.level FROM partnering_person p
    JOIN partnering_organisation o ON o.id = p.organisation_id
    LEFT JOIN partnering_unit u ON u.id = p.unit_id"""
# As the page searches: in three columns, in the way that each database ignores case.
FOUND = " OR ".join(
    f"UPPER({column}) LIKE '%KERR 77%'" if connection.vendor == "postgresql" else f"{column} LIKE '%kerr 77%'"
    for column in ("p.name", "p.email", "p.job_title")
)
PERSON_ROW = """<th scope="row"><a href="{% url "partnering:person" row.id %}">{{ row.name }}</a></th>
    <td data-label="Organisation">{{ row.organisation }}</td>
    <td data-label="Unit">{{ row.unit|default_if_none:"" }}</td>
    <td data-label="Job title">{{ row.job_title }}</td><td data-label="Level">{{ row.level|capfirst }}</td>"""
PERSON = """SELECT p.name, p.email, p.job_title, p.level, p.confirmed_on, p.user_id, o.id AS organisation_id,
    o.name AS organisation, u.name AS unit FROM partnering_person p
    JOIN partnering_organisation o ON o.id = p.organisation_id
    LEFT JOIN partnering_unit u ON u.id = p.unit_id WHERE p.id = 12"""
PERSON_FACTS = """<td>{{ row.name|slice:":1" }} <a href="{% url "partnering:organisation" row.organisation_id %}">
    {{ row.organisation }}</a> {{ row.name }} {{ row.job_title }} {{ row.unit }}
    <a href="mailto:{{ row.email }}">{{ row.email }}</a> {{ row.unit }} {{ row.level|capfirst }}
    {{ row.confirmed_on|date:"j M Y" }} {% if row.user_id %}In use{% else %}Not invited{% endif %}
    {{ row.job_title }} {{ row.unit }}</td>"""
# The page tells the number of people, up to 2,000, of those organisations whose people one may count: of the first.
ORGANISATIONS = """SELECT o.id, o.name, o.sector, o.country, CASE WHEN o.id = 1 THEN (SELECT COUNT(*)
    FROM (SELECT 1 FROM partnering_person p WHERE p.organisation_id = o.id AND p.left_on IS NULL
        AND p.merged_into_id IS NULL LIMIT 2001) first_ones) END AS people
    FROM partnering_organisation o ORDER BY o.name LIMIT 25"""
ORGANISATION_ROW = """<th scope="row">
    <span class="avatar logo avatar-sm" aria-hidden="true">{{ row.name|slice:":1" }}</span>
    <a href="{% url "partnering:organisation" row.id %}">{{ row.name }}</a></th>
    <td data-label="Sector">{{ row.sector|capfirst }}</td><td data-label="Country">{{ row.country }}</td>
    <td data-label="People">{{ row.people|default_if_none:"" }}</td>"""
PARTNERSHIPS = """SELECT p.name, p.slug, p.phase, p.started_on,
    (SELECT COUNT(*) FROM partnering_membership m WHERE m.partnership_id = p.id AND m.joined_on <= CURRENT_DATE
        AND (m.left_on IS NULL OR m.left_on > CURRENT_DATE)) AS members,
    (SELECT COUNT(*) FROM partnering_action a WHERE a.partnership_id = p.id AND a.state = 'open'
        AND a.due_on < CURRENT_DATE) AS late
    FROM partnering_partnership p ORDER BY p.name LIMIT 25"""
PARTNERSHIP_ROW = """<th scope="row"><a href="{% url "engagement:partnership" row.slug %}">{{ row.name }}</a></th>
    <td data-label="Phase"><span class="badge badge-brand">{{ row.phase|capfirst }}</span></td>
    <td data-label="Members">{{ row.members }}</td>
    <td data-label="Late actions">{% if row.late %}<span class="badge badge-bad">{{ row.late }}</span>{% endif %}</td>
    <td data-label="Started">{{ row.started_on|date:"j M Y" }}</td>"""
MEMBERS = """SELECT m.id, m.joined_on, o.id AS organisation_id, o.name AS organisation, p.name, p.phase, p.started_on,
    x.id AS person_id, x.name AS person, r.kind FROM partnering_partnership p
    JOIN partnering_membership m ON m.partnership_id = p.id
    JOIN partnering_organisation o ON o.id = m.organisation_id
    LEFT JOIN partnering_role r ON r.partnership_id = p.id
        AND (SELECT y.organisation_id FROM partnering_person y WHERE y.id = r.person_id) = o.id
    LEFT JOIN partnering_person x ON x.id = r.person_id
    WHERE p.slug = 'partnership-7' ORDER BY o.name"""
MEMBER_ROW = """<td>{% if forloop.first %}{{ row.name }} {{ row.phase|capfirst }}
    {{ row.started_on|date:"j F Y" }}{% endif %}
    <span class="avatar logo" aria-hidden="true">{{ row.organisation|slice:":1" }}</span>
    <h2 id="member-{{ row.id }}"><a href="{% url "partnering:organisation" row.organisation_id %}">
    {{ row.organisation }}</a></h2> <small class="muted">since {{ row.joined_on|date:"j M Y" }}</small>
    {% if row.person %}<a href="{% url "partnering:person" row.person_id %}">{{ row.person }}</a>
    {{ row.kind|capfirst }}{% else %}Nobody has a role yet.{% endif %}</td>"""
ACTIONS = """SELECT a.id, a.title, o.name AS organisation, p.name AS owner, s.name AS partnership, a.due_on,
    a.due_on < CURRENT_DATE AS late FROM partnering_action a
    JOIN partnering_organisation o ON o.id = a.organisation_id
    LEFT JOIN partnering_person p ON p.id = a.owner_id
    LEFT JOIN partnering_partnership s ON s.id = a.partnership_id WHERE a.state = 'open'"""
ACTION_ROW = """<td class="tick"><input class="form-check-input" type="checkbox" name="action" value="{{ row.id }}"
    aria-label="{{ row.title }}"></td>
    <th scope="row"><a href="{% url "partnering:action" row.id %}">{{ row.title }}</a></th>
    <td data-label="Organisation">{{ row.organisation }}</td><td data-label="Owner">{{ row.owner }}</td>
    <td data-label="Partnership">{{ row.partnership }}</td><td data-label="Due">
    {% if row.late %}<span class="badge badge-bad">late since {{ row.due_on|date:"j M Y" }}</span>
    {% else %}{{ row.due_on|date:"j M Y" }}{% endif %}</td>
    <td class="text-end"><form method="post" action="{% url "partnering:complete-action" row.id %}">{% csrf_token %}
    <input type="hidden" name="next" value="{{ request.get_full_path }}">
    <button class="btn btn-sm btn-secondary" type="submit">Done<span class="visually-hidden">: {{ row.title }}</span>
    </button></form></td>"""
INTERACTIONS = """SELECT i.id, i.title, i.held_on, i.kind, (SELECT COUNT(*) FROM engagement_participation t
    WHERE t.interaction_id = i.id) + COALESCE((SELECT SUM(h.number) FROM engagement_headcount h
    WHERE h.interaction_id = i.id), 0) AS took_part FROM engagement_interaction i WHERE i.partnership_id = 7
    ORDER BY i.held_on DESC"""
INTERACTION_ROW = """<th scope="row"><a href="{% url "engagement:interaction" row.id %}">{{ row.title }}</a></th>
    <td data-label="Day">{{ row.held_on|date:"j M Y" }}</td><td data-label="Kind">{{ row.kind|capfirst }}</td>
    <td data-label="Took part">{{ row.took_part }}</td>"""
TIMELINE = """SELECT i.held_on AS day, i.id AS interaction, i.kind AS what, i.title AS name, '' AS organisation
    FROM engagement_interaction i WHERE i.partnership_id = 7
    UNION ALL SELECT m.joined_on, NULL, 'joined', o.name, '' FROM partnering_membership m
    JOIN partnering_organisation o ON o.id = m.organisation_id WHERE m.partnership_id = 7
    UNION ALL SELECT r.started_on, NULL, r.kind, p.name, o.name FROM partnering_role r
    JOIN partnering_person p ON p.id = r.person_id JOIN partnering_organisation o ON o.id = p.organisation_id
    WHERE r.partnership_id = 7 ORDER BY 1 DESC LIMIT 41"""
ENTRY_ROW = """<td>{% if row.interaction %}<a href="{% url "engagement:interaction" row.interaction %}">
    {{ row.what|capfirst }}: {{ row.name }}</a>{% else %}<a href="{% url "partnering:members" "partnership-7" %}">
    {{ row.name }} {{ row.what }}</a>{% endif %} <small class="muted"><time datetime="{{ row.day|date:"Y-m-d" }}">
    {{ row.day|date:"j M Y" }}</time>{% if row.organisation %} · {{ row.organisation }}{% endif %}</small></td>"""


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
        f"{PEOPLE} WHERE {FOUND} ORDER BY p.name, p.id LIMIT 25",
        PERSON_ROW,
    ),
    BenchPage("organisations", "list", "/organisations/", ORGANISATIONS, ORGANISATION_ROW),
    BenchPage("partnerships", "list", "/partnerships/", PARTNERSHIPS, PARTNERSHIP_ROW),
    BenchPage("actions", "list", "/actions/", f"{ACTIONS} ORDER BY a.due_on, a.id LIMIT 25", ACTION_ROW),
    BenchPage("person", "detail", "/people/12/", PERSON, PERSON_FACTS),
    BenchPage("partnership", "detail", "/partnerships/partnership-7/members/", MEMBERS, MEMBER_ROW),
    BenchPage(
        "timeline of a partnership",
        "timeline",
        "/partnerships/partnership-7/timeline/",
        TIMELINE,
        ENTRY_ROW,
    ),
    BenchPage(
        "interactions of a partnership",
        "timeline",
        "/partnerships/partnership-7/interactions/",
        INTERACTIONS,
        INTERACTION_ROW,
    ),
]
