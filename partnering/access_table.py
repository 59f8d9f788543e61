"""The table of access as a page of the documentation."""

from __future__ import annotations

from partnering.rights import OTHERS, ROLES, Right

HEAD = """# Who may see and change what

This page is made of the table of access in the code (`manage.py access_table`), and a test asks every address of the
product as each of these roles and compares. All columns are seen from the organisation that a thing belongs to:
where a line says *see* or *change* for a sponsor, it is a sponsor of that organisation. What is not in a row's cell is
refused as if it were not there.

**Never anything**: {others}.
The same walk asks every address as these.

**Own pages**: everybody who signed in has the lists, the overview, the search, the import's templates and the account
pages, each with their own rows alone. Which rows these are is decided in one place, `partnering/access.py`, and each
table's `visible_to`.

**Looking as another role**: a partnership manager or partnering lead may look, read-only, as a senior sponsor,
representative, contributor or colleague without a role of their own organisation. They see what that role would see
of what they may see themselves, nothing personal of anybody, and it is on record. The same walk covers it.

**Links with a key** (surveys, one's own record, a new password) open what the mail named and nothing else.

| column | who |
| --- | --- |
{columns}
"""


def page(rights: list[Right]) -> str:
    """The whole page as Markdown, in the order in which the lines were put into the table."""
    columns = "\n".join(f"| {name} | {who} |" for name, who in ROLES.items())
    things: dict[str, list[Right]] = {}
    for right in rights:
        things.setdefault(right.title, []).append(right)
    parts = [HEAD.format(others=OTHERS, columns=columns)]
    for title in sorted(things):
        parts += [f"## {title[0].upper()}{title[1:]}", _table(things[title])]
    return "\n".join(parts)


def _table(lines: list[Right]) -> str:
    head = f"| | {' | '.join(ROLES)} |\n| --- |{' --- |' * len(ROLES)}\n"
    rows: dict[str, Right] = {}
    for right in sorted(lines, key=lambda one: one.changes):
        key = f"{right.what} {right.who}"
        rows.setdefault(key, right)
    return head + "".join(f"{_row(right)}\n" for right in rows.values())


def _row(right: Right) -> str:
    may = "change" if right.changes else "see"
    cells = [may if role in right.who.split() else "–" for role in ROLES]
    return f"| {right.what} | {' | '.join(cells)} |"
