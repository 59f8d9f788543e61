"""Files beside things."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering.errors import DomainError
from partnering.models import Attachment, Organisation, User
from partnering.services.audit import record
from partnering.services.notes import author_of, check_joint, scope_of
from partnering.services.times import hold
from partnering.uploads import Fault, RefusedFile, judge

WORDS = {
    Fault.KIND: gettext_lazy(
        "Files of this kind are not taken. Attach a PDF, picture, text, table or presentation."
    ),
    Fault.CONTENT: gettext_lazy(
        "What is in the file does not fit its name. Save it anew under the right ending."
    ),
    Fault.MACROS: gettext_lazy("The file holds macros. Save it without them and attach that."),
    Fault.EMPTY: gettext_lazy("The file is empty."),
}


def limit() -> int:
    """The largest file that is taken, in bytes."""
    return int(settings.FILE_LIMIT)


@transaction.atomic
def attach_file(
    *,
    thing: models.Model,
    name: str,
    content: bytes,
    by: User,
    joint: bool = False,
    at: datetime | None = None,
) -> Attachment:
    """Keep a file beside a thing; raises DomainError when it is too large, of no known kind, or the room is used up."""
    author = author_of(by)
    check_joint(thing, joint)
    if len(content) > settings.FILE_LIMIT:
        raise DomainError(
            _("The file is larger than %(limit)s. Make it smaller, or link to where it lies.")
            % {"limit": filesizeformat(settings.FILE_LIMIT)}
        )
    try:
        judged = judge(name, content)
    except RefusedFile as error:
        raise DomainError(str(WORDS[error.fault])) from error
    # Two uploads at once wait for each other, so that the room is counted right.
    _check_room(hold(author.organisation), len(content))
    attachment = Attachment(
        kind=thing._meta.model_name or "",
        thing_pk=thing.pk,
        organisation=author.organisation,
        author=author,
        joint=joint,
        name=judged.name,
        content_type=judged.content_type,
        size=len(content),
        created_at=at or timezone.now(),
    )
    attachment.file.save(secrets.token_urlsafe(24), ContentFile(content), save=False)
    attachment.save()
    record(
        by=by, verb="attached", thing=attachment, **scope_of(attachment), about=str(thing), size=len(content)
    )
    return attachment


def _check_room(organisation: Organisation, more: int) -> None:
    kept = Attachment.objects.filter(organisation=organisation, deleted_at=None)
    used = kept.aggregate(used=Sum("size"))["used"] or 0
    if used + more > settings.FILES_PER_ORGANISATION:
        raise DomainError(
            _("Your organisation has used up its %(room)s for files. Delete some that nobody needs.")
            % {"room": filesizeformat(settings.FILES_PER_ORGANISATION)}
        )


@transaction.atomic
def delete_file(*, attachment: Attachment, by: User) -> None:
    """Delete a file's content. That it was there, and who deleted it, stays in the record."""
    storage, name = attachment.file.storage, attachment.file.name or ""
    record(by=by, verb="deleted", thing=attachment, **scope_of(attachment))
    attachment.file, attachment.deleted_at = "", timezone.now()
    attachment.save(update_fields=["file", "deleted_at"])
    transaction.on_commit(lambda: storage.delete(name))
