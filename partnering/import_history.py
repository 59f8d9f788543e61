"""Imports as an organisation's leads read of them: who, when, from which file, and how much it made or took back.

Of the rows of others' files nothing is told, only their number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partnering import registry
from partnering.models import AuditEntry, Organisation, User
from partnering.services.import_undo_jobs import UNDONE
from partnering.services.importing import IMPORTED

LATEST = 25


@dataclass(frozen=True)
class Told:
    """One import, or the undo of one."""

    file: str
    is_undo: bool
    who: str
    at: datetime
    did: tuple[str, ...]


def imports_of(user: User, organisation: Organisation) -> list[Told]:
    """The latest imports of an organisation and undoes of them, as far as the user may read its record."""
    entries = AuditEntry.objects.visible_to(user).filter(
        organisation=organisation, verb__in=(IMPORTED, UNDONE)
    )
    return [_told(one) for one in entries[:LATEST]]


def _told(entry: AuditEntry) -> Told:
    is_undo = entry.verb == UNDONE
    did = tuple(_taken_back(entry) if is_undo else _made(entry))
    return Told(str(entry.details.get("file", "")), is_undo, entry.actor_name, entry.at, did)


def _made(entry: AuditEntry) -> Iterator[str]:
    labels = {
        key: label for importer in registry.importers.values() for key, label in importer.counted.items()
    }
    for key, count in entry.details.get("counts", {}).items():
        if count["new"] or count["changed"]:
            words = {"label": labels.get(key, key), "new": count["new"], "changed": count["changed"]}
            yield _("%(label)s: %(new)s added, %(changed)s changed") % words
    left_out = entry.details.get("left_out", 0)
    if left_out:
        yield ngettext("%(rows)s bad row left out", "%(rows)s bad rows left out", left_out) % {
            "rows": left_out
        }


def _taken_back(entry: AuditEntry) -> Iterator[str]:
    for count in entry.details.get("counts", ()):
        yield _("%(kind)s: %(removed)s removed, %(restored)s as before") % count
    stays = entry.details.get("stays", 0)
    if stays:
        yield ngettext("%(things)s thing stayed", "%(things)s things stayed", stays) % {"things": stays}
