"""`manage.py load_sample`: the sample partnership, once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from engagement.sample_loader import is_loaded, load_sample
from partnering import access
from partnering.errors import DomainError


class Command(BaseCommand):
    """Load the sample partnership; a second run changes nothing."""

    help = "Load the sample partnership (demo mode only). When it is there already, nothing changes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        if not settings.TRACTION_DEMO:
            raise CommandError(
                "The sample has accounts with known passwords, so it is loaded in demo mode only: TRACTION_DEMO=1."
            )
        if is_loaded():
            self.stdout.write("The sample partnership is there already. Nothing was changed.")
            return
        passwords = {str(one["email"]): str(one["password"]) for one in settings.TRACTION_DEMO_SIGN_INS}
        try:
            partnership = load_sample(today=access.today(), passwords=passwords)
        except DomainError as error:
            raise CommandError(f"The sample doesn't fit what is in the database: {error}") from error
        self.stdout.write(f"Loaded the sample: {partnership}.")
