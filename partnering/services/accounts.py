"""Inviting people to sign in, and the very first account of an installation."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.choices import RoleKind, Sector
from partnering.errors import DomainError
from partnering.models import Organisation, Person, User
from partnering.services.audit import record
from partnering.services.organisations import create_organisation
from partnering.services.outbox import queue_message
from partnering.services.partnerships import give_role
from partnering.services.people import add_person


@transaction.atomic
def invite_person(*, person: Person, by: User | None) -> User:
    """Make an account for a person and queue the mail by which they come in; again sends a new mail.

    Not once they have come in: the mail goes to the register's address, which others may change, and its link
    would open an account that is in use.
    """
    user = make_account(person=person, by=by)
    if user.has_come_in():
        raise DomainError(_("%(person)s signs in already.") % {"person": person})
    count = person.messages.filter(kind="account_invitation").count()
    queue_message(
        key=f"account-invitation:{user.pk}:{count + 1}",
        kind="account_invitation",
        to_person=person,
        subject_id=str(user.pk),
    )
    return user


@transaction.atomic
def revoke_invitation(*, person: Person, by: User) -> None:
    """Take an invitation back before it was accepted: the account goes, and the link in the mail opens nothing."""
    user = User.objects.select_for_update().filter(person=person).first()
    if user is None:
        raise DomainError(_("%(person)s is not invited.") % {"person": person})
    if user.has_come_in():
        raise DomainError(
            _("%(person)s has come in already. Note that they left to close their account.")
            % {"person": person}
        )
    record(by=by, verb="took back the invitation of", thing=person, organisation=person.organisation)
    user.delete()


@transaction.atomic
def make_account(*, person: Person, by: User | None, password: str | None = None) -> User:
    """The person's account, made when they have none; without a password they choose one from a mail."""
    if not person.email:
        raise DomainError(_("%(person)s has no e-mail address. Add one first.") % {"person": person})
    if not person.is_present():
        raise DomainError(_("%(person)s is not with their organisation any more.") % {"person": person})
    if person.user is not None:
        return person.user
    if User.objects.filter(email__iexact=person.email).exists():
        raise DomainError(_("There is already an account with this e-mail address."))
    person.user = User.objects.create_user(person.email, password)
    person.save(update_fields=["user"])
    record(by=by, verb="invited", thing=person, organisation=person.organisation)
    return person.user


@transaction.atomic
def begin_installation(
    *, organisation_name: str, sector: str = Sector.OTHER, name: str, email: str
) -> Person:
    """The first organisation of an installation, with the partnering lead who will invite everybody else."""
    if Organisation.objects.filter(name__iexact=organisation_name.strip()).exists():
        raise DomainError(_("This organisation is there already. Its partnering lead can invite people."))
    organisation = create_organisation(name=organisation_name, sector=sector, by=None)
    person = add_person(organisation=organisation, name=name, email=email, by=None)
    give_role(person=person, kind=RoleKind.PARTNERING_LEAD, by=None)
    return person
