"""What may be told in a timeline, as one table of the database: for each app's sources what one may see of them.

Sources that read the same rows share them: their rights are put together once, and each takes its own day from them.
The table is written down as the database reads it. To put it together from models took ten times as long.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q

from partnering import access, kept, reach, registry
from partnering.models import Organisation, Partnership, User
from partnering.registry import TimelineSource

COLUMNS = "t_on, t_rank, t_pk, t_title, t_detail, t_organisation, t_joint, t_hold"


@dataclass(frozen=True)
class Narrowed:
    """By what a timeline is narrowed; `whose` is 'joint', 'ours' or empty."""

    q: str = ""
    kind: str = ""
    organisation: Organisation | int | None = None
    since: date | None = None
    until: date | None = None
    whose: str = ""

    def leaves(self, source: TimelineSource) -> bool:
        """Whether anything of a source can be left."""
        of_kind = not self.kind or source.kind == self.kind
        of_somebody = self.organisation is None or bool(source.organisation)
        return of_kind and of_somebody and (self.whose != "ours" or bool(source.joint))


@dataclass(frozen=True)
class Table:
    """The table `told`, as its reader may see it, narrowed by these values."""

    user: User
    values: tuple[Any, ...]

    def ask(self, select: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a SELECT from `told` finds; one without values of its own is kept as a whole."""
        if values:
            sql, known = kept.statement(_told, self.user, *self.values)
            asked = f"{sql} {select}", (*known, *values)
        else:
            asked = kept.asked(_selected, self.user, select, *self.values)
        with connection.cursor() as cursor:
            cursor.execute(*asked)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def ranked() -> dict[int, TimelineSource]:
    """All sources by their ranks, by which entries of a day follow each other."""
    return dict(enumerate(sorted(registry.timeline, key=lambda one: one.key)))


def told(user: User, partnership: Partnership, narrowed: Narrowed) -> Table | None:
    """What the user may be told of a partnership, up to today; None where nothing can be left."""
    is_part = reach.is_part(user, partnership.pk)
    chosen = {one.name: getattr(narrowed, one.name) for one in fields(Narrowed)}
    chosen["organisation"] = getattr(narrowed.organisation, "pk", narrowed.organisation)
    chosen["q"] = narrowed.q and kept.Slot(narrowed.q)
    keys = tuple(one.key for one in registry.timeline)
    values = (kept.Slot(partnership.pk), is_part, keys, *chosen.values())
    sql, _values = kept.statement(_told, user, *values)
    return Table(user, values) if sql else None


def _selected(user: User, select: str, *values: Any) -> tuple[str, tuple[Any, ...]]:
    sql, filled = _told(user, *values)
    return f"{sql} {select}", filled


def _told(
    user: User, partnership: int, is_part: bool, keys: tuple[str, ...], *chosen: Any
) -> tuple[str, tuple[Any, ...]]:
    sources = {rank: source for rank, source in ranked().items() if source.key in keys}
    with reach.only_in(partnership, is_part=is_part):
        return _written(sources, user, Partnership(pk=partnership), Narrowed(*chosen), access.today())


def _written(
    sources: dict[int, TimelineSource], user: User, partnership: Partnership, narrowed: Narrowed, today: date
) -> tuple[str, tuple[Any, ...]]:
    shared: dict[Any, dict[int, TimelineSource]] = {}
    for rank, source in sources.items():
        if narrowed.leaves(source):
            shared.setdefault(source.rows, {})[rank] = source
    tables, parts = [], []
    values: list[list[Any]] = [[], []]
    for number, sharing in enumerate(shared.values()):
        rows = _Rows(f"s{number}", next(iter(sharing.values())), user)
        selected = [rows.selected(rank, source, narrowed, today) for rank, source in sharing.items()]
        try:
            tables.append(rows.table(partnership, narrowed, values[0]))
        except EmptyResultSet:
            continue
        parts += [sql for sql, _values in selected]
        values[1] += [value for _sql, found in selected for value in found]
    if not parts:
        return "", ()
    union = " UNION ALL ".join(parts)
    return f"WITH {', '.join(tables)}, told({COLUMNS}) AS ({union})", (*values[0], *values[1])


class _Rows:
    """The rows that some sources share, with the columns that these ask for."""

    def __init__(self, name: str, source: TimelineSource, user: User) -> None:
        self.name, self.source, self.user = name, source, user
        self.columns: list[Any] = ["pk"]

    def column(self, wanted: Any) -> str:
        """The name of a column of the table, for a model's column or an expression."""
        for number, one in enumerate(self.columns):
            if one is wanted or (isinstance(one, str) and one == wanted):
                return f"c{number}"
        self.columns.append(wanted)
        return f"c{len(self.columns) - 1}"

    def selected(
        self, rank: int, source: TimelineSource, narrowed: Narrowed, today: date
    ) -> tuple[str, list[Any]]:
        """What one source tells of the rows, as a SELECT with its values."""
        on, title = self.column(source.on), self.column(source.title)
        detail = self.column(source.detail) if source.detail else "''"
        whose = (
            f"COALESCE({self.column(f'{source.organisation}__name')}, '')" if source.organisation else "''"
        )
        joint = self.column(source.joint) if source.joint else "TRUE"
        hold = self.column(source.hold(self.user)) if source.hold else "0"
        last = min(narrowed.until, today) if narrowed.until else today
        wanted, values = [f"{on} <= %s"], [_day(last)]
        if narrowed.since:
            wanted.append(f"{on} >= %s")
            values.append(_day(narrowed.since))
        if narrowed.whose and source.joint:
            wanted.append(joint if narrowed.whose == "joint" else f"NOT {joint}")
        if narrowed.q:
            searched = [title, detail] if source.detail else [title]
            wanted.append(f"({' OR '.join(_holds(one) for one in searched)})")
            values += [f"%{connection.ops.prep_for_like_query(narrowed.q)}%"] * len(searched)
        columns = f"{on}, {rank}, c0, {title}, {detail}, {whose}, {joint}, {hold}"
        return f"SELECT {columns} FROM {self.name} WHERE {' AND '.join(wanted)}", values  # noqa: S608  # of names only

    def table(self, partnership: Partnership, narrowed: Narrowed, values: list[Any]) -> str:
        """The rows as far as the user may see them, as a table of the statement; adds its values."""
        rows = self.source.rows(self.user, partnership)
        if narrowed.organisation:
            rows = rows.filter(Q(**{self.source.organisation: narrowed.organisation}))
        sql, found = rows.order_by().values_list(*self.columns).query.sql_with_params()
        values += found
        names = ", ".join(f"c{number}" for number in range(len(self.columns)))
        return f"{self.name}({names}) AS ({sql})"


def _day(day: date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _holds(column: str) -> str:
    """Whether a column holds a text, in whatever case, as the database's own filter `icontains` has it."""
    operators: dict[str, str] = getattr(connection, "operators")  # noqa: B009  # which type stubs don't know
    return f"{connection.ops.lookup_cast('icontains') % column} {operators['icontains']}"
