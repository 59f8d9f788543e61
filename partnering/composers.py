"""What the core's e-mails say. Each is composed when it leaves, so that no secret link rests in the database."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from partnering.accounts import CODE
from partnering.models import HandoverItem, IdentityProvider, Membership, Note, OutgoingMessage, Person, User
from partnering.registry import Composed, Suppressed, message_composers
from partnering.sealing import unseal
from partnering.services.identity_providers import provider_required_of


def compose(template: str, subject: str, context: dict[str, Any]) -> Composed:
    """A message from `mail/<template>.txt` and `.html`, which get `context`, the subject and the site's address."""
    context = {**context, "subject": subject, "base_url": settings.BASE_URL}
    return Composed(
        subject=subject,
        text=render_to_string(f"{template}.txt", context),
        html=render_to_string(f"{template}.html", context),
    )


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.BASE_URL}{path}"


def _password_link(user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)}"
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return absolute(path.replace("UID-KEY", key))


def _account_of(message: OutgoingMessage) -> User | None:
    return User.objects.filter(pk=message.subject_id, is_active=True).first()


def _provider_of(user: User) -> IdentityProvider | None:
    rows = IdentityProvider.objects.filter(organisation__people__user=user)
    return rows.select_related("organisation").first()


def _sign_in_link(provider: IdentityProvider) -> str:
    return absolute(reverse("openid_connect_login", args=[provider.key]))


def _by_organisation(provider: IdentityProvider) -> Composed:
    """The mail that leads to an organisation's own sign-in.

    Only by mail, because a page that sent whoever types an address there would tell strangers who takes part.
    """
    context = {"organisation": provider.organisation, "link": _sign_in_link(provider)}
    return compose("partnering/mail/by_organisation", _("Sign in with your organisation"), context)


def account_invitation(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail in which an invited person chooses a password."""
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    provider = _provider_of(user)
    if provider and provider.required and not user.may_use_password:
        return _by_organisation(provider)
    if user.has_usable_password() or user.has_come_in():
        return Suppressed("Has come in already")
    subject = _("Your account in Traction")
    context = {"person": message.to_person, "link": _password_link(user), "days": _link_days()}
    context["organisation_link"] = _sign_in_link(provider) if provider and provider.is_tested() else ""
    return compose("partnering/mail/account_invitation", subject, context)


def password_reset(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail in which somebody who forgot their password chooses another."""
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    if provider := provider_required_of(user):
        return _by_organisation(provider)
    context = {"link": _password_link(user), "days": _link_days()}
    return compose("partnering/mail/password_reset", _("Choose a new password"), context)


def login_code(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail with a code to sign in.

    The row holds the code sealed, with a key made of SECRET_KEY, and so does the session that waits for it: neither
    the database nor a copy of it gives the code away. A code that is too old by now isn't sent at all.
    """
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    if provider := provider_required_of(user):
        return _by_organisation(provider)
    lasts = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
    code = unseal(message.details["sealed"], purpose=CODE, within=lasts)
    if code is None:
        return Suppressed("The code has expired")
    context = {"code": code, "minutes": int(lasts.total_seconds() // 60)}
    return compose(
        "partnering/mail/login_code", _("Your code for Traction: %(code)s") % {"code": code}, context
    )


def account_locked(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail to an account's owner after many wrong passwords."""
    user = _account_of(message)
    if user is None:
        return Suppressed("The account is closed")
    context = {"link": absolute(reverse("account_reset_password")), "minutes": settings.LOCKED_FOR_MINUTES}
    return compose("partnering/mail/account_locked", _("Somebody tried to sign in as you"), context)


CHANGES = {
    "password_changed": _lazy("Your password was changed."),
    "password_reset": _lazy("Your password was replaced by the link in an e-mail."),
    "password_set": _lazy("A password was set."),
    "totp_activated": _lazy("An authenticator app was added."),
    "totp_deactivated": _lazy("The authenticator app was removed."),
    "webauthn_added": _lazy("A passkey was added."),
    "webauthn_removed": _lazy("A passkey was removed."),
    "recovery_codes_generated": _lazy("New recovery codes were made; the old ones don't work any more."),
    "second_step_forgotten": _lazy(
        "Whoever runs this site removed your authenticator app, passkeys and recovery codes, and signed you out."
    ),
}
"""What may have been changed about an account, by the names that allauth gives its mails, and one of ours."""


def account_changed(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail that tells an account's owner that a way to come in was changed."""
    user = _account_of(message)
    what = CHANGES.get(message.details.get("what", ""))
    if user is None or what is None:
        return Suppressed("The account is closed" if user is None else "Nothing to tell")
    context = {"what": what, "link": absolute(reverse("account"))}
    return compose("partnering/mail/account_changed", _("Your account was changed"), context)


def handover(message: OutgoingMessage) -> Composed | Suppressed:
    """What somebody takes over from a colleague, and from when; nothing of partnerships that were left meanwhile."""
    person = message.to_person
    if person is None:
        return Suppressed("Nobody is told")
    members = Membership.objects.current().filter(organisation=person.organisation_id)
    items = list(
        HandoverItem.objects.filter(handover__pk=int(message.subject_id), successor=person)
        .filter(Q(partnership=None) | Q(partnership__in=members.values("partnership")))
        .filter(handover__person__organisation=person.organisation_id)
        .select_related("handover__person")
        .order_by("pk")
    )
    if not items:
        return Suppressed("Nothing was passed on to them")
    before = items[0].handover.person
    rows = [{"item": one, "address": absolute(one.link) if one.link else ""} for one in items]
    context = {"person": person, "before": before, "rows": rows}
    subject = _("What you take over from %(name)s") % {"name": before}
    return compose("partnering/mail/handover", subject, context)


def _link_days() -> int:
    return settings.PASSWORD_RESET_TIMEOUT // 86_400


def mention(message: OutgoingMessage) -> Composed | Suppressed:
    """The mail to somebody whose name stands in a note, as long as they may read it. The note's words stay in it."""
    person = message.to_person
    note = (
        Note.objects.filter(pk=message.subject_id, mentioned=person)
        .select_related("author", "organisation")
        .first()
    )
    thing = note.thing if note else None
    if note is None or thing is None or person is None or person.user is None:
        return Suppressed("Is not mentioned any more")
    if not Note.objects.visible_to(person.user).filter(pk=note.pk).exists():
        return Suppressed("May not see the note")
    link = absolute(reverse("partnering:beside", args=[note.kind, note.thing_pk]))
    known = Person.objects.visible_to(person.user).filter(pk=note.author_id).exists()
    author = note.author if known else note.organisation
    context = {"person": person, "author": author, "thing": thing, "link": link}
    return compose("partnering/mail/mention", _("You are mentioned in a note"), context)


def register() -> None:
    """Put the core's composers where the outbox finds them."""
    message_composers["mention"] = mention
    message_composers["account_invitation"] = account_invitation
    message_composers["password_reset"] = password_reset
    message_composers["login_code"] = login_code
    message_composers["account_locked"] = account_locked
    message_composers["account_changed"] = account_changed
    message_composers["handover"] = handover
