"""Whether the record of changes is as it was sealed."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partnering.services.sealing import NAMED, verify


class Command(BaseCommand):
    """`manage.py verify_audit [--expect HEAD] [--at-most NUMBER]`."""

    help = (
        "Checks the sealed record of changes, names every entry that was changed or removed, prints the head."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A head to compare with, and how much is named."""
        parser.add_argument(
            "--expect",
            default="",
            metavar="HEAD",
            help="the head that an earlier run printed; finds a record that was cut off or made anew since",
        )
        parser.add_argument(
            "--at-most",
            type=int,
            default=NAMED,
            metavar="NUMBER",
            help=f"how many faults are named; further ones are counted ({NAMED} unless told)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what holds, or everything that is wrong; then it fails."""
        verdict = verify(expected=options["expect"], at_most=max(1, options["at_most"]))
        if verdict.faults:
            for fault in verdict.faults:
                self.stderr.write(fault)
            if verdict.unnamed:
                self.stderr.write(f"and {verdict.unnamed} more")
            wrong = len(verdict.faults) + verdict.unnamed
            raise CommandError(f"The record is broken: {wrong} faults among {verdict.sealed} sealed entries.")
        self.stdout.write(f"{verdict.sealed} entries are as they were sealed.")
        if verdict.unsealed:
            self.stdout.write(f"{verdict.unsealed} wait for their seal; the worker seals once a minute.")
        self.stdout.write(f"Head, to be kept elsewhere: {verdict.head}")
