"""Which files may be attached, judged by what is in them and not by what they are called."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum
from io import BytesIO
from zipfile import BadZipFile, ZipFile

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain",
    "csv": "text/csv",
    "md": "text/markdown",
    "ics": "text/calendar",
}
"""By the ending of the name: the type under which it leaves."""
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
PLAIN = frozenset({"txt", "csv", "md", "ics"})
LONGEST_NAME = 120


class Fault(Enum):
    """Why a file is not taken."""

    KIND = "kind"
    CONTENT = "content"
    MACROS = "macros"
    EMPTY = "empty"


class RefusedFile(Exception):
    """A file that is not taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True)
class Judged:
    """A file that may be kept: its name, cleaned, and its type."""

    name: str
    content_type: str


def judge(name: str, content: bytes) -> Judged:
    """The cleaned name and the type of a file; raises RefusedFile."""
    clean = clean_name(name)
    ending = clean.rpartition(".")[2].lower()
    if not content:
        raise RefusedFile(Fault.EMPTY)
    if "." not in clean or ending not in TYPES:
        raise RefusedFile(Fault.KIND)
    if ending in PLAIN:
        _judge_text(content)
    elif ending in OFFICE or ending.startswith("od"):
        _judge_office(ending, content)
    elif ending not in _endings_of(content):
        raise RefusedFile(Fault.CONTENT)
    return Judged(clean, TYPES[ending])


def clean_name(name: str) -> str:
    """A file's name without folders, invisible and reserved characters; short, its ending kept."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(c for c in last if unicodedata.category(c)[0] != "C" and c not in '<>:"|?*')
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    stem = stem[: LONGEST_NAME - len(ending) - 1].strip(". ")
    return f"{stem or 'file'}{dot}{ending}" if dot else (ending[:LONGEST_NAME] or "file")


def _judge_text(content: bytes) -> None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f" for c in text[:100_000]):
        raise RefusedFile(Fault.CONTENT)


def _judge_office(ending: str, content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            kind = archive.read("mimetype")[:200].decode("ascii", "replace") if "mimetype" in names else ""
    except (BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise RefusedFile(Fault.CONTENT) from error
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise RefusedFile(Fault.MACROS)
    fits = (
        any(name.startswith(OFFICE[ending]) for name in names) if ending in OFFICE else kind == TYPES[ending]
    )
    if not fits:
        raise RefusedFile(Fault.CONTENT)


def _endings_of(content: bytes) -> set[str]:
    """The endings that a file with this content may have."""
    import puremagic  # noqa: PLC0415 reads its tables when imported, and one page needs it

    try:
        return {found.extension.lstrip(".") for found in puremagic.magic_string(content)}
    except (puremagic.PureError, ValueError):
        return set()
