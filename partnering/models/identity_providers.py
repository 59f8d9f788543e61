"""Organisations' own sign-in."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.organisations import Organisation


def new_key() -> str:
    """A name for an address that nobody can guess, so that it tells nobody which organisations there are."""
    return secrets.token_urlsafe(16)


class IdentityProviderQuerySet(access.ScopedQuerySet):
    """Organisations' own sign-ins."""

    def visible_to(self, user: Any) -> Self:
        """Only that of the organisation whose partnering lead the user is."""
        person = access.person_of(user)
        leads = person is not None and access.leads_organisation(user, person.organisation_id)
        return self.filter(organisation=person.organisation_id) if person and leads else self.none()

    def required(self) -> Self:
        """Those by which all people of their organisation must sign in."""
        return self.filter(required=True)


class IdentityProvider(models.Model):
    """The OpenID Connect provider by which an organisation's people sign in."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="identity_provider")
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    issuer = models.CharField(_("address of the provider"), max_length=300)
    client_id = models.CharField(_("client ID"), max_length=200)
    sealed_secret = models.TextField(editable=False)
    domains = models.CharField(_("e-mail domains"), max_length=500, blank=True)
    vouches = models.BooleanField(_("addresses are verified by the organisation"), default=False)
    required = models.BooleanField(_("required"), default=False)
    tested_at = models.DateTimeField(null=True, editable=False)

    objects = IdentityProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation’s sign-in")
        verbose_name_plural = _("organisations’ sign-ins")
        constraints = [
            models.CheckConstraint(
                condition=Q(required=False) | ~Q(tested_at=None),
                name="required_sign_in_was_tested",
            ),
            models.CheckConstraint(
                condition=Q(vouches=False) | ~Q(domains=""),
                name="an_organisation_vouches_for_addresses_of_its_domains",
            ),
        ]

    def __str__(self) -> str:
        return self.issuer

    def takes(self, email: str) -> bool:
        """Whether addresses like this one come in by it."""
        domains = self.domains.lower().split()
        return not domains or email.lower().rpartition("@")[2] in domains

    def vouches_for(self, email: str) -> bool:
        """Whether an address counts as verified though the provider says nothing of that; only within its domains."""
        return self.vouches and bool(self.domains) and self.takes(email)

    def is_tested(self) -> bool:
        """Whether a lead came in by it as it is set up now."""
        return isinstance(self.tested_at, datetime)
