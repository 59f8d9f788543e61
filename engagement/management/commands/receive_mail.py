"""`manage.py receive_mail ADDRESS < message`: how a mail server on this machine hands a message over."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from os import EX_DATAERR, EX_NOPERM, EX_NOUSER, EX_OK, EX_TEMPFAIL
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError
from django.utils import timezone

from engagement.mail_headers import UnreadableMail, header_in
from engagement.services.mailing import Outcome, receive_mail

CODES = {
    Outcome.DRAFTED: EX_OK,
    Outcome.KNOWN: EX_OK,
    Outcome.AUTOMATIC: EX_OK,
    Outcome.NO_ADDRESS: EX_NOUSER,
    Outcome.NOT_ALLOWED: EX_NOPERM,
    Outcome.TOO_MANY: EX_TEMPFAIL,
    Outcome.UNREADABLE: EX_DATAERR,
}
"""As sysexits.h has them: with 75 a mail server keeps the message and tries again, with others it tells the sender."""


class Command(BaseCommand):
    """Take one message."""

    help = "Take a message from a mail server on standard input; only its header is read. See docs/inbound-mail.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """To whom the mail server was told to deliver it."""
        parser.add_argument("recipient", nargs="?", default="", help="the address; else those of the header")

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand it over, and answer by the exit code."""
        try:
            header = header_in(sys.stdin.buffer)
            outcome = receive_mail(header=header, recipient=options["recipient"], now=timezone.now())
        except UnreadableMail:
            outcome = Outcome.UNREADABLE
        except DatabaseError:
            self.stderr.write("The database does not answer; try again later.")
            sys.exit(EX_TEMPFAIL)
        if CODES[outcome] != EX_OK:
            self.stderr.write(f"Not taken: {outcome}.")
        sys.exit(CODES[outcome])
