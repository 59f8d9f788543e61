"""Organisations' own sign-in: setting it up, proving it, requiring it, and whom it lets in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import IdentityProvider, Organisation, Person, User
from partnering.sealing import seal
from partnering.services.audit import record
from partnering.services.changes import change

SECRET = "identity provider"  # noqa: S105 - the purpose, not the secret


@transaction.atomic
def set_up_provider(
    *,
    organisation: Organisation,
    issuer: str,
    client_id: str,
    secret: str,
    domains: str,
    by: User,
    vouches: bool = False,
) -> IdentityProvider:
    """Say how an organisation's people sign in; an empty `secret` keeps the one there is.

    With `vouches` it stands in for the addresses of its `domains` where the provider does not say whether they are
    verified.

    Whatever was proved of the old settings isn't proved of the new ones, and who was known there may be somebody
    else at another provider: so it must be tried again, and people are matched anew.
    """
    provider: IdentityProvider | None = IdentityProvider.objects.filter(organisation=organisation).first()
    if vouches and not domains:
        raise DomainError(_("Name your e-mail domains first: only for their addresses you can vouch."))
    values: dict[str, Any] = {
        "issuer": issuer.rstrip("/"),
        "client_id": client_id,
        "domains": domains,
        "vouches": vouches,
    }
    sealed = seal(secret, purpose=SECRET) if secret else ""
    if provider is None:
        if not secret:
            raise DomainError(_("Enter the client secret that your provider gave you."))
        made: IdentityProvider = IdentityProvider.objects.create(
            organisation=organisation, sealed_secret=sealed, **values
        )
        record(by=by, verb="set up", thing=made, organisation=organisation)
        return made
    if secret or any(getattr(provider, name) != values[name] for name in ("issuer", "client_id")):
        SocialAccount.objects.filter(provider=provider.key).delete()
        IdentityProvider.objects.filter(pk=provider.pk).update(
            sealed_secret=sealed or provider.sealed_secret, required=False, tested_at=None
        )
        provider.refresh_from_db()
    return change(provider, by=by, organisation=organisation, **values)


@transaction.atomic
def note_provider_works(*, provider: IdentityProvider, by: User, now: datetime) -> IdentityProvider:
    """Note that a lead came in by it."""
    IdentityProvider.objects.filter(pk=provider.pk).update(tested_at=now)
    provider.refresh_from_db()
    record(by=by, verb="tested", thing=provider, organisation=provider.organisation)
    return provider


@transaction.atomic
def require_provider(*, provider: IdentityProvider, by: User) -> IdentityProvider:
    """From now on the organisation's people come in by it only; refused until a lead has come in by it."""
    locked: IdentityProvider = IdentityProvider.objects.select_for_update().get(pk=provider.pk)
    if not locked.is_tested():
        raise DomainError(_("Try it first, so that nobody is locked out."))
    return change(locked, by=by, organisation=locked.organisation, required=True)


@transaction.atomic
def stop_requiring_provider(*, provider: IdentityProvider, by: User) -> IdentityProvider:
    """Let people come in by password, code or passkey as well."""
    return change(provider, by=by, organisation=provider.organisation, required=False)


@transaction.atomic
def remove_provider(*, provider: IdentityProvider, by: User) -> None:
    """Forget it; people come in by password, code or passkey."""
    record(by=by, verb="removed", thing=provider, organisation=provider.organisation)
    SocialAccount.objects.filter(provider=provider.key).delete()
    provider.delete()


@transaction.atomic
def allow_password(*, user: User) -> User:
    """Break the glass: let one person in without their organisation's sign-in, should that be out of order."""
    person = Person.objects.filter(user=user).select_related("organisation").first()
    return change(user, by=None, organisation=person.organisation if person else None, may_use_password=True)


def provider_required_of(user: User) -> IdentityProvider | None:
    """The sign-in by which alone this user comes in, if there is one."""
    if user.may_use_password:
        return None
    return IdentityProvider.objects.required().filter(organisation__people__user=user).first()


@transaction.atomic
def account_for(
    *, provider: IdentityProvider, subject: str, email: str, is_verified: bool | None
) -> SocialAccount:
    """The account of whoever the provider says is there; DomainError when it lets nobody in.

    It lets in people of its own organisation only, whatever it says of others. The first time they are found by
    their account's address, which the provider must have verified; from then on by the provider's own name for
    them alone, so that an address that goes over to somebody else takes no account along. `is_verified` is None when
    the provider says nothing of it: then the organisation may vouch for it.
    """
    people = Person.objects.filter(organisation=provider.organisation_id).present()
    own = User.objects.filter(person__in=people)
    linked = SocialAccount.objects.filter(provider=provider.key, uid=subject).select_related("user").first()
    if linked is not None:
        if not own.filter(pk=linked.user_id).exists():
            raise DomainError(_("There is no account for you here any more."))
        return linked
    counts = provider.vouches_for(email) if is_verified is None else is_verified
    if not email or not counts:
        raise DomainError(_("Your organisation’s sign-in does not say that your e-mail address is verified."))
    user = (
        own.select_for_update(of=("self",)).filter(email__iexact=email).first()
        if provider.takes(email)
        else None
    )
    if user is None:
        raise DomainError(_("Nobody is invited here with the address %(email)s.") % {"email": email})
    if SocialAccount.objects.filter(provider=provider.key, user=user).exists():
        raise DomainError(_("This address belongs to another user of your organisation’s sign-in."))
    account: SocialAccount = SocialAccount.objects.create(provider=provider.key, uid=subject, user=user)
    record(by=user, verb="linked", thing=user, organisation=provider.organisation)
    return account
