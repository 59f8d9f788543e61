"""Tables to which rows are only ever added. PostgreSQL refuses the rest as well, by a trigger."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models

from partnering import access
from partnering.errors import AppendOnlyError


class AppendOnlyQuerySet(access.ScopedQuerySet):
    """Rows that no statement changes or removes."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError(f"{self.model.__name__} is never changed")

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError(f"{self.model.__name__} is never changed")

    def delete(self) -> NoReturn:
        """Refused."""
        raise AppendOnlyError(f"{self.model.__name__} is never removed")


class AppendOnly(models.Model):
    """A row that is written once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row; a second time is refused."""
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise AppendOnlyError(f"{type(self).__name__} is never removed")
