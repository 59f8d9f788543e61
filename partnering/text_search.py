"""Looking for words in the database: full text on PostgreSQL, plain matching on SQLite, with the same finds.

On PostgreSQL each table that can be searched has a column `search`, which the database fills itself and an index
covers. It is no field of the model: only the expressions here read it, and `AddSearchColumn` makes it.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.signals import connection_created
from django.db.models import Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat

from partnering.only_postgresql import OnlyPostgreSQL
from partnering.searching import ACCENTS, BETWEEN_WORDS, Wanted, as_tsquery, plain

COLUMN = "search"
PLAIN = f"""
CREATE OR REPLACE FUNCTION traction_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT ' ' || trim(regexp_replace(lower(regexp_replace(normalize($1, NFKD), '[{ACCENTS}]', '', 'g')),
                                    '[{BETWEEN_WORDS}]+', ' ', 'g')) || ' '
$$
"""


class Plain(Func):
    """A text as `searching.plain` makes it, in the database."""

    function = "traction_plain"
    output_field = TextField()


class _Stored(Func):
    """The search column of the table that a row comes from."""

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        (key,) = self.get_source_expressions()
        quoted = connection.ops.quote_name
        return f"{quoted(key.alias)}.{quoted(COLUMN)}", ()


class _Query(Func):
    function = "to_tsquery"
    template = "%(function)s('simple', %(expressions)s)"


class _Matches(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class _Rank(Func):
    function = "ts_rank"
    output_field = FloatField()


def on_postgresql(rows: QuerySet[Any]) -> bool:
    """Whether these rows come from PostgreSQL."""
    return connections[rows.db].vendor == "postgresql"


def matching(rows: QuerySet[Any], sought: Wanted, *, title: str, fields: tuple[Any, ...]) -> Any:
    """Those of the rows in which all that is sought stands, with `found_rank`: better finds have more.

    `fields` are the columns, or expressions, that are searched; on PostgreSQL they are those of the table's search
    column, as its migration says. A title that begins with what was typed comes first, then one with such a word.
    """
    in_title = Plain(Coalesce(F(title), Value("")))
    begins, within = f" {sought.start}", f" {sought.terms[0][0]}"
    place: Any = Case(
        When(found_plain__startswith=begins, then=Value(3.0)),
        When(found_plain__contains=within, then=Value(2.0)),
        default=Value(1.0),
        output_field=FloatField(),
    )
    rows = rows.annotate(found_plain=in_title)
    if on_postgresql(rows):
        query = _Query(Value(as_tsquery(sought)))
        return rows.filter(_Matches(_Stored(F("pk")), query)).annotate(
            found_rank=place + Cast(_Rank(_Stored(F("pk")), query), FloatField())
        )
    parts = [part for name in fields for part in (Coalesce(column(name), Value("")), Value(" "))]
    rows = rows.annotate(found_words=Plain(Concat(*parts, output_field=TextField())))
    for term in sought.terms:
        rows = rows.filter(found_words__contains=f" {' '.join(term)}")
    for term in sought.without:
        rows = rows.filter(~Q(found_words__contains=f" {' '.join(term)}"))
    return rows.annotate(found_rank=place)


def column(field: Any) -> Any:
    """A column by its name, or the expression that stands for one."""
    return F(field) if isinstance(field, str) else field


def teach_sqlite(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Give a new connection to SQLite the function that PostgreSQL has by migration."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(
            "traction_plain", 1, lambda text: None if text is None else plain(text), deterministic=True
        )


def register() -> None:
    """Teach each connection as it is made."""
    connection_created.connect(teach_sqlite, dispatch_uid="traction_plain")


class AddSearchColumn(OnlyPostgreSQL):
    """Give a table its search column and index on PostgreSQL; nothing elsewhere.

    `weights` has the columns, or SQL expressions of them, by weight: A for the title, then B to D.
    """

    def __init__(self, model: str, weights: dict[str, list[str]]) -> None:
        super().__init__(model)
        self.weights = weights

    def make(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Make the function that all such columns share, the column and its index."""
        weighted = [
            f"setweight(to_tsvector('simple', traction_plain(coalesce({column}, ''))), '{weight}')"
            for weight, columns in self.weights.items()
            for column in columns
        ]
        editor.execute(PLAIN, params=None)
        editor.execute(
            f"ALTER TABLE {table} ADD COLUMN {COLUMN} tsvector "
            f"GENERATED ALWAYS AS ({' || '.join(weighted)}) STORED",
            params=None,
        )
        editor.execute(f"CREATE INDEX {table}_{COLUMN} ON {table} USING gin ({COLUMN})", params=None)

    def unmake(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Take the column away; its index goes with it."""
        editor.execute(f"ALTER TABLE {table} DROP COLUMN {COLUMN}", params=None)

    def describe(self) -> str:
        """What `migrate --plan` says of it."""
        return f"Let the words of {self.model} be searched"
