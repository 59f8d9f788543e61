"""How allauth signs people in by their organisation's own provider, with less trust than it has by default.

Each organisation's row in the database is one app of allauth's. On top of what allauth does, the token must be
signed with the provider's published key, be meant for us and for this very attempt (nonce), and come from the
issuer that the organisation entered; nothing of the address in the browser changes what is asked for.
"""

from __future__ import annotations

import logging
from typing import Any, cast

import jwt
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import IdentityProvider, User
from partnering.outside import OutsideSession
from partnering.sealing import unseal
from partnering.services.identity_providers import SECRET, account_for, note_provider_works

logger = logging.getLogger(__name__)
SIGNED_WITH = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
"""Algorithms by which the provider alone can sign; with the others, whoever knows our secret could."""
CLOCKS_DIFFER = 60
"""Seconds that a provider's clock may be wrong."""


def nonce_for(state: str) -> str:
    """What the token must repeat: bound to the attempt, which is bound to the browser's session."""
    return salted_hmac("partnering.nonce", state, algorithm="sha256").hexdigest()


def is_safe_address(url: Any) -> bool:
    """Whether people and passwords may be sent there."""
    return isinstance(url, str) and url.startswith(
        ("https://", "http://") if settings.OIDC_ALLOW_PRIVATE else "https://"
    )


class NonceClient(OAuth2Client):  # type: ignore[misc]
    """Asks for a token that repeats a nonce."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        """Where to send the browser."""
        params = {**extra_params, "nonce": nonce_for(self.state)}
        url: str = super().get_redirect_url(authorization_url, scope, params)
        return url


class CarefulAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Fetches and checks what a provider says."""

    client_class = NonceClient

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself, which must be about the issuer that the organisation entered."""
        config: dict[str, Any] = super().openid_config
        issuer = self.get_provider().app.settings["issuer"]
        if not isinstance(config, dict) or str(config.get("issuer", "")).rstrip("/") != issuer:
            raise OAuth2Error("The provider calls itself by another address.")
        if not all(is_safe_address(config.get(f"{name}_endpoint")) for name in ("authorization", "token")):
            raise OAuth2Error("The provider names addresses that aren't encrypted.")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        """Who is there, by a token that was checked."""
        claims = self._decode_id_token(app, kwargs["response"].get("id_token") or "")
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            told = self._fetch_user_info(token.token)
            if told.get("sub") == claims["sub"]:
                claims = {**told, **claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def _signing_key(self, name: str | None) -> Any:
        """The provider's published key with this name; it may have none where there is but one."""
        with OutsideSession() as session:
            answer = session.get(self.openid_config["jwks_uri"])
        answer.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [one for one in keys if name is None or one.key_id == name]
        if len(fitting) != 1:
            raise OAuth2Error("The token is signed with a key that isn't published.")
        return fitting[0].key

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(id_token)
            if header.get("alg") not in SIGNED_WITH:
                raise OAuth2Error("The token is signed in a way that proves nothing.")
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._signing_key(header.get("kid")),
                algorithms=[header["alg"]],
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OAuth2Error("The token is not valid.") from error
        if not constant_time_compare(str(claims.get("nonce", "")), nonce_for(self.request.GET["state"])):
            raise OAuth2Error("The token belongs to another attempt.")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The token was made for another application.")
        jwtkit.verify_jti(claims)
        return claims


class OrganisationProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """An organisation's provider. What is asked of it is fixed here; addresses can't change it."""

    oauth2_adapter_class = CarefulAdapter

    def get_redirect_from_request_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        """What to ask for, and where to go afterwards."""
        trying = "try" in request.GET and request.user.is_authenticated
        return {
            "process": "login",
            "next_url": get_next_redirect_url(request),
            "scope": ["openid", "email"],
            "auth_params": {"prompt": "select_account"} if trying else {},
            "data": {"tried_by": request.user.pk} if trying else None,
        }

    def extract_email_addresses(self, data: dict[str, Any]) -> list[EmailAddress]:
        """The address; its `verified` is None where nothing is said of it, which is not the same as no."""
        addresses: list[EmailAddress] = super().extract_email_addresses(data)
        if data["id_token"].get("email_verified") is None:
            for one in addresses:
                one.verified = None
        return addresses

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the provider tells is kept, but who it is."""
        return {}


class SignInByOrganisation(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Takes providers from the organisations' rows, and lets in whom they may let in."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """The organisation's provider with this key; there is no list for anybody to read."""
        rows = IdentityProvider.objects.filter(key=provider or "", organisation__archived_on=None)
        return [_app(one) for one in rows.select_related("organisation")]

    def get_provider(
        self, request: HttpRequest, provider: Any, client_id: Any = None
    ) -> OrganisationProvider:
        """The one with this key."""
        return OrganisationProvider(request, app=self.get_app(request, provider=provider))

    def get_requests_session(self) -> OutsideSession:
        """All that is fetched from providers is fetched with care."""
        return OutsideSession()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: people are invited."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account of whoever is there, or say why there is none."""
        provider = IdentityProvider.objects.select_related("organisation").get(
            key=sociallogin.account.provider
        )
        address = next(iter(sociallogin.email_addresses), None)
        try:
            account = account_for(
                provider=provider,
                subject=sociallogin.account.uid,
                email=address.email if address else "",
                is_verified=_said(address),
            )
        except DomainError as error:
            raise ImmediateHttpResponse(self._refusal(request, sociallogin, provider, str(error))) from error
        tried_by = (sociallogin.state.get("data") or {}).get("tried_by")
        if (
            tried_by is not None
            and tried_by == request.user.pk
            and access.leads_organisation(request.user, provider.organisation)
        ):
            raise ImmediateHttpResponse(self._tried(request, provider, is_self=account.user_id == tried_by))
        sociallogin.account, sociallogin.user = account, account.user

    def _tried(self, request: HttpRequest, provider: IdentityProvider, *, is_self: bool) -> Any:
        if is_self:
            note_provider_works(provider=provider, by=cast("User", request.user), now=timezone.now())
            messages.success(request, _("It works: you were recognised. You can require it now."))
        else:
            messages.error(request, _("It recognised somebody else. Try it with your own account there."))
        return redirect("partnering:organisation-sign-in", provider.organisation_id)

    def _refusal(
        self, request: HttpRequest, sociallogin: SocialLogin, provider: IdentityProvider, why: str
    ) -> Any:
        if (sociallogin.state.get("data") or {}).get("tried_by") and access.leads_organisation(
            request.user, provider.organisation
        ):
            messages.error(request, why)
            return redirect("partnering:organisation-sign-in", provider.organisation_id)
        context = {"why": why}
        return render(request, "socialaccount/authentication_error.html", context, status=403)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Note what went wrong, without what was sent; who cancelled goes back to where they came from."""
        if error == "cancelled":
            raise ImmediateHttpResponse(redirect("account_login"))
        logger.warning(
            "Sign-in by an organisation failed: %s", type(exception).__name__ if exception else error
        )


def _said(address: EmailAddress | None) -> bool | None:
    """Whether the provider says that the address is verified; None when it says nothing."""
    if address is not None and address.verified is None:
        return None
    # Some say it in a word; anything else that counts as true in Python isn't a yes.
    return address is not None and address.verified in (True, "true")


def _app(provider: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider="openid_connect",
        provider_id=provider.key,
        name=provider.organisation.name,
        client_id=provider.client_id,
        secret=unseal(provider.sealed_secret, purpose=SECRET) or "",
        settings={"server_url": provider.issuer, "issuer": provider.issuer, "oauth_pkce_enabled": True},
    )
