"""`manage.py allow_password`: let somebody in although their organisation's own sign-in is out of order."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from partnering.models import User
from partnering.services.identity_providers import allow_password


class Command(BaseCommand):
    """Break the glass for one account."""

    help = "Let one person sign in by password, code or passkey although their organisation requires its own sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom."""
        parser.add_argument("email", help="address of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say that there is no such account."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        allow_password(user=user)
        self.stdout.write(f"{user.email} may sign in by password, code and passkey. It is on record.")
