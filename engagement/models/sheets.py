"""Sign-in sheets that people open with their phones, and who signed them."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any, Self

from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.interactions import Interaction
from partnering import access, reach
from partnering.models import Meeting, Partnership, Person, User

SALT = "engagement.sign-in-sheet"


def new_nonce() -> str:
    """What is random in the address of a sheet: 96 bits, which are signed besides."""
    return secrets.token_urlsafe(12)


class SignInSheetQuerySet(access.ScopedQuerySet):
    """Sign-in sheets."""

    def visible_to(self, user: Any) -> Self:
        """Those of interactions that one may change, and of meetings whose minutes one keeps."""
        keeps = reach.managed(user, "meeting__group__partnership") | Q(
            meeting__group__in=access.offices_of(user).order_by().values("group")
        )
        changes = Interaction.objects.changeable_by(user).order_by().values("pk")
        return self.filter(Q(interaction__in=changes) | keeps)

    def of(self, token: str) -> Self:
        """The one whose address this is."""
        try:
            nonce = signing.Signer(salt=SALT).unsign(token)
        except signing.BadSignature:
            return self.none()
        return self.filter(nonce=nonce)


class SignInSheet(models.Model):
    """A sheet for an interaction or a meeting, which takes names on some days until it is closed."""

    interaction = models.OneToOneField(
        Interaction, models.CASCADE, null=True, blank=True, related_name="sheet"
    )
    meeting = models.OneToOneField(Meeting, models.CASCADE, null=True, blank=True, related_name="sheet")
    nonce = models.CharField(max_length=32, unique=True, default=new_nonce, editable=False)
    first_day = models.DateField(_("from"))
    last_day = models.DateField(_("to"))
    closed_at = models.DateTimeField(null=True, editable=False)
    opened_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    opened_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SignInSheetQuerySet.as_manager()

    class Meta:
        verbose_name = _("sign-in sheet")
        verbose_name_plural = _("sign-in sheets")
        constraints = [
            models.CheckConstraint(
                condition=Q(interaction=None, meeting__isnull=False)
                | Q(interaction__isnull=False, meeting=None),
                name="sheet_is_of_an_interaction_or_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="sheet_ends_after_it_begins"
            ),
        ]

    def __str__(self) -> str:
        return str(self.thing)

    @property
    def thing(self) -> Interaction | Meeting:
        """What is signed for."""
        found = self.interaction or self.meeting
        assert found is not None  # noqa: S101 the database keeps it so
        return found

    @property
    def partnership(self) -> Partnership:
        """Where it took place."""
        return self.interaction.partnership if self.interaction else self.thing.group.partnership  # type: ignore[union-attr]

    @property
    def day(self) -> date:
        """The day of what is signed for, where it is held."""
        return self.interaction.held_on if self.interaction else self.thing.starts_there.date()  # type: ignore[union-attr]

    def token(self) -> str:
        """What its address ends with."""
        return signing.Signer(salt=SALT).sign(self.nonce)

    def takes_names(self, on: date) -> bool:
        """Whether it can be signed on a day."""
        return self.closed_at is None and self.first_day <= on <= self.last_day


class SheetEntryQuerySet(access.ScopedQuerySet):
    """Who signed."""

    def visible_to(self, user: Any) -> Self:
        """Those of the sheets that one keeps. A person whom one may not see is shown as a number."""
        return self.filter(sheet__in=SignInSheet.objects.visible_to(user).order_by().values("pk"))


class SheetEntry(models.Model):
    """Somebody signed: with their account, or by what they typed. It goes once it is noted where it belongs."""

    sheet = models.ForeignKey(SignInSheet, models.CASCADE, related_name="entries")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    signed_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SheetEntryQuerySet.as_manager()

    class Meta:
        ordering = ["signed_at", "pk"]
        verbose_name = _("entry of a sign-in sheet")
        verbose_name_plural = _("entries of sign-in sheets")
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "person"], condition=Q(person__isnull=False), name="person_signs_once"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email or str(self.person)
