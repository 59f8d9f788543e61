"""Tags: an organisation's own labels on things."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models, transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Tag, TagUse, User
from partnering.services.audit import record
from partnering.services.notes import author_of

MOST = 20


@transaction.atomic
def set_tags(*, thing: models.Model, names: Iterable[str], by: User) -> list[Tag]:
    """Give a thing exactly these tags of one's own organisation; new ones are made, unused ones go."""
    organisation = author_of(by).organisation
    wanted = {" ".join(name.split()).casefold(): " ".join(name.split()) for name in names if name.strip()}
    if len(wanted) > MOST or any(len(name) > 40 for name in wanted):
        raise DomainError(_("Use at most 20 tags of up to 40 letters each."))
    known = {tag.name.casefold(): tag for tag in Tag.objects.filter(organisation=organisation)}
    for key, name in wanted.items():
        if key not in known:
            known[key] = Tag.objects.create(organisation=organisation, name=name)
    kind = thing._meta.model_name or ""
    uses = TagUse.objects.filter(tag__organisation=organisation, kind=kind, thing_pk=thing.pk)
    before = sorted(uses.values_list("tag__name", flat=True))
    tags = [known[key] for key in wanted]
    uses.exclude(tag__in=tags).delete()
    for tag in tags:
        TagUse.objects.get_or_create(tag=tag, kind=kind, thing_pk=thing.pk)
    Tag.objects.filter(organisation=organisation, uses=None).delete()
    after = sorted(tag.name for tag in tags)
    if before != after:
        record(
            by=by,
            verb="tagged",
            thing=thing,
            organisation=organisation,
            before={"tags": before},
            after={"tags": after},
        )
    return tags
