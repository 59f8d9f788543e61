"""`manage.py access_table`: write docs/access.md anew; with `--check`, say whether it is as the code has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnering.access_table import page
from partnering.rights import rights


class Command(BaseCommand):
    """Write the page, or compare it."""

    help = "Write docs/access.md from the table of access, or check with --check that it is current."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether only to compare, and which file."""
        parser.add_argument("--check", action="store_true", help="change nothing; fail when the file is old")
        parser.add_argument("--file", default=str(settings.BASE_DIR / "docs" / "access.md"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say what to do."""
        file, text = Path(options["file"]), page(rights)
        if not options["check"]:
            file.write_text(text)
        elif not file.is_file() or file.read_text() != text:
            raise CommandError(f"{file} is not as the code has it. Write it anew: manage.py access_table")
