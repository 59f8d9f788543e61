"""A partnership's address for e-mails, and what arrived there until its sender confirms it."""

from __future__ import annotations

import secrets
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.addresses import address_of
from partnering.models import Partnership, User

LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
LENGTH = 20


def new_key() -> str:
    """What is random in an address: 100 bits, in letters that survive being read out and lower case."""
    return "".join(secrets.choice(LETTERS) for _each in range(LENGTH))


class MailAddressQuerySet(access.ScopedQuerySet):
    """Addresses for e-mails."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's partnerships: whoever may log there may write there."""
        return self.filter(partnership__in=access.partnerships_of(user).order_by().values("pk"))


class MailAddress(models.Model):
    """Where e-mails about a partnership's interactions are sent; a new key makes a new address."""

    partnership = models.OneToOneField(Partnership, models.PROTECT, related_name="mail_address")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = MailAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("address for e-mails")
        verbose_name_plural = _("addresses for e-mails")

    def __str__(self) -> str:
        return f"log-{self.key}@{settings.INBOUND_MAIL_DOMAIN}"


class MailedDraftQuerySet(access.ScopedQuerySet):
    """What arrived by e-mail."""

    def visible_to(self, user: Any) -> Self:
        """One's own, of the partnerships of which one is still part."""
        if access.person_of(user) is None:
            return self.none()
        return self.filter(
            access.own(user, "owner"),
            partnership__in=access.partnerships_of(user).order_by().values("pk"),
        )


class MailedDraft(models.Model):
    """Who, when and about what, as the header of an e-mail says; no interaction until its sender says so.

    The sender of an e-mail is easily forged. So nothing is logged by it, and what waits is seen by its owner alone.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="mailed_drafts")
    owner = models.ForeignKey(User, models.CASCADE, related_name="mailed_drafts")
    title = models.CharField(max_length=200, blank=True)
    held_on = models.DateField()
    addresses = models.JSONField(default=list)
    key = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(default=timezone.now)

    objects = MailedDraftQuerySet.as_manager()

    class Meta:
        ordering = ["-arrived_at", "-pk"]
        verbose_name = _("e-mail to be confirmed")
        verbose_name_plural = _("e-mails to be confirmed")
        constraints = [
            models.UniqueConstraint(fields=["partnership", "owner", "key"], name="mail_makes_one_draft")
        ]

    def __str__(self) -> str:
        return self.title or str(_("E-mail without a subject"))

    def get_absolute_url(self) -> str:
        """The page on which it is confirmed."""
        return address_of("engagement:mailed-draft", self.pk)

    def listed(self) -> str:
        """Those who were written to, as somebody would paste them."""
        return "\n".join(f"{name} <{address}>" if name else address for name, address in self.addresses)
