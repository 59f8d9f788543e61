"""Whether the record of changes is as it was sealed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnering.services.sealing import verify


class Command(BaseCommand):
    """`manage.py verify_audit [--expect HEAD]`."""

    help = "Checks the sealed record of changes, names the first entry that was changed or removed, prints the head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A head to compare with."""
        parser.add_argument(
            "--expect",
            default="",
            metavar="HEAD",
            help="the head that an earlier run printed; finds a record that was cut off or made anew since",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what holds; fail at the first fault."""
        verdict = verify(expected=options["expect"])
        if verdict.fault:
            raise CommandError(
                f"The record is broken: {verdict.fault}. {verdict.sealed} entries before it hold."
            )
        self.stdout.write(f"{verdict.sealed} entries are as they were sealed.")
        if verdict.unsealed:
            self.stdout.write(f"{verdict.unsealed} wait for their seal; the worker seals once a minute.")
        self.stdout.write(f"Head, to be kept elsewhere: {verdict.head}")
