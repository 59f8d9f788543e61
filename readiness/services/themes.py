"""Sorting the comments of a survey by what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import User
from partnering.services.audit import record
from readiness.models import Campaign, Comment, Theme

MOST, LONGEST = 5, 60


def themes_in(text: str) -> list[str]:
    """The themes in a text with commas between them, each once. DomainError when there are too many or too long."""
    names = list(
        {" ".join(one.split()).casefold(): " ".join(one.split()) for one in text.split(",")}.values()
    )
    found = [name for name in names if name]
    if len(found) > MOST or any(len(name) > LONGEST for name in found):
        raise DomainError(
            _(
                "Give a comment at most %(most)s themes of up to %(longest)s letters, with commas between them."
            )
            % {"most": MOST, "longest": LONGEST}
        )
    return found


@transaction.atomic
def sort_comments(*, campaign: Campaign, marks: Mapping[UUID, Iterable[str]], by: User | None) -> None:
    """Give each of these comments exactly these themes. New ones are made; those without a comment left go.

    Comments of other surveys are passed over. The record says that comments were sorted, and not which.
    """
    Campaign.objects.select_for_update().get(pk=campaign.pk)
    known = {theme.name.casefold(): theme for theme in Theme.objects.filter(campaign=campaign)}
    link = Theme.comments.through
    found = set(Comment.objects.filter(campaign=campaign, pk__in=marks).values_list("pk", flat=True))
    # In the order they were sorted in: a new theme is spelt as it was first.
    comments = [comment for comment in marks if comment in found]
    before = set(link.objects.filter(comment__in=comments).values_list("comment", "theme"))
    after: set[tuple[UUID, int]] = set()
    for comment in comments:
        for name in marks[comment]:
            if name.casefold() not in known:
                known[name.casefold()] = Theme.objects.create(campaign=campaign, name=name)
            after.add((comment, known[name.casefold()].pk))
    if before == after:
        return
    link.objects.filter(comment__in=comments).delete()
    link.objects.bulk_create([link(comment_id=comment, theme_id=theme) for comment, theme in sorted(after)])
    Theme.objects.filter(campaign=campaign, comments=None).delete()
    record(by=by, verb="sorted comments of", thing=campaign, organisation=campaign.organisation)
