"""Logos of organisations."""

from __future__ import annotations

import hashlib
import secrets

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Organisation, User
from partnering.pictures import UnreadablePicture, small_picture
from partnering.services.audit import record


@transaction.atomic
def set_logo(*, organisation: Organisation, content: bytes, by: User) -> Organisation:
    """Keep a picture as an organisation's logo, small and made anew; raises DomainError when it is no picture."""
    try:
        picture = small_picture(content)
    except UnreadablePicture as error:
        raise DomainError(
            _("This is no picture that can be read. Choose a PNG, JPEG, WebP or GIF file.")
        ) from error
    _forget_file(organisation)
    organisation.logo_digest = hashlib.sha256(picture).hexdigest()[:16]
    organisation.logo.save(f"{secrets.token_urlsafe(16)}.png", ContentFile(picture), save=False)
    organisation.save(update_fields=["logo", "logo_digest"])
    record(by=by, verb="changed the logo of", thing=organisation, organisation=organisation)
    return organisation


@transaction.atomic
def remove_logo(*, organisation: Organisation, by: User) -> Organisation:
    """Take an organisation's logo away; its initials stand in its place."""
    if not organisation.logo:
        return organisation
    _forget_file(organisation)
    organisation.logo, organisation.logo_digest = "", ""
    organisation.save(update_fields=["logo", "logo_digest"])
    record(by=by, verb="removed the logo of", thing=organisation, organisation=organisation)
    return organisation


def _forget_file(organisation: Organisation) -> None:
    """Delete the old file once the change is certain."""
    storage, name = organisation.logo.storage, organisation.logo.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))
