"""Operations of migrations that change a table on PostgreSQL and do nothing elsewhere."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class OnlyPostgreSQL(Operation):
    """Something of a model's table that no model knows of, made by `make` and taken away by `unmake`."""

    reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def make(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Make it, on PostgreSQL."""
        raise NotImplementedError

    def unmake(self, editor: BaseDatabaseSchemaEditor, table: str) -> None:
        """Take it away again."""
        raise NotImplementedError

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Make it where it belongs."""
        if schema_editor.connection.vendor == "postgresql":
            self.make(schema_editor, to_state.apps.get_model(app_label, self.model)._meta.db_table)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        """Take it away where it was made."""
        if schema_editor.connection.vendor == "postgresql":
            self.unmake(schema_editor, from_state.apps.get_model(app_label, self.model)._meta.db_table)
