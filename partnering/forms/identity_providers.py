"""The form of an organisation's own sign-in."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnering.forms.base import ServiceForm
from partnering.models import IdentityProvider
from partnering.outside import may_ask

DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class IdentityProviderForm(ServiceForm):
    """What an organisation's own sign-in needs to be known of."""

    class Meta:
        model = IdentityProvider
        fields = ["issuer", "client_id"]
        help_texts = {"issuer": _("The issuer, for instance https://login.example.org")}

    secret = forms.CharField(
        label=_("Client secret"),
        required=False,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    domains = forms.CharField(
        label=_("E-mail domains"),
        required=False,
        help_text=_("With spaces between, for instance example.org. Empty means all."),
    )

    vouches = forms.BooleanField(
        label=_("Addresses of this provider are verified by our organisation"),
        required=False,
        help_text=_(
            "Only if it does not say so itself, as some don’t (no “email_verified”), and only for the domains above."
            " Whoever can give themselves an address there could come in as its owner."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["domains"].initial = self.instance.domains
        self.fields["vouches"].initial = self.instance.vouches
        if self.instance.pk:
            self.fields["secret"].help_text = _("Leave empty to keep the one that is there.")

    def clean_issuer(self) -> str:
        """Refuse what is no address, isn't encrypted, or lies inside the network of this server."""
        issuer: str = self.cleaned_data["issuer"].strip().rstrip("/")
        parts = urlsplit(issuer)
        schemes = ("https", "http") if settings.OIDC_ALLOW_PRIVATE else ("https",)
        try:
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            port = 0
        plain = not (parts.query or parts.fragment or parts.username or parts.password)
        if parts.scheme not in schemes or not parts.hostname or not plain or not port:
            raise forms.ValidationError(
                _("Enter an address that begins with https:// and nothing after its path.")
            )
        if not may_ask(parts.hostname, port):
            raise forms.ValidationError(
                _("There is no public server at this address. Check how it is written.")
            )
        return issuer

    def clean_domains(self) -> str:
        """The domains, each once; refuse what is none."""
        domains = re.split(r"[\s,;]+", self.cleaned_data["domains"].lower().strip())
        wanted = sorted({domain.removeprefix("@") for domain in domains if domain})
        for domain in wanted:
            if not DOMAIN.fullmatch(domain):
                raise forms.ValidationError(_("“%(domain)s” is no domain.") % {"domain": domain})
        return " ".join(wanted)

    def clean(self) -> dict[str, Any]:
        """Refuse to vouch for addresses of anywhere."""
        given = super().clean() or self.cleaned_data
        if given.get("vouches") and not given.get("domains") and "domains" not in self.errors:
            self.add_error(
                "domains", _now("Name your e-mail domains: only for their addresses you can vouch.")
            )
        return given
