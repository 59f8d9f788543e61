"""`manage.py forget_second_step`: let somebody in who lost their device and their recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnering.errors import DomainError
from partnering.models import User
from partnering.services.second_steps import forget_second_step


class Command(BaseCommand):
    """Break the glass for one account."""

    help = (
        "Remove the authenticator app, passkeys and recovery codes of an account whose owner lost them all."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        try:
            forget_second_step(user=user)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{user.email} has no second step any more, and is told so by mail. It is on record."
        )
