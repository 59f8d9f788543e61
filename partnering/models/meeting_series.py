"""Series of meetings: the rule by which one meeting is repeated."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models.groups import WorkingGroup
from partnering.models.people import User


class MeetingSeriesQuerySet(access.ScopedQuerySet):
    """Series of meetings."""

    def visible_to(self, user: Any) -> Self:
        """Those of the groups of one's partnerships."""
        return self.filter(reach.within(user, "group__partnership"))


class MeetingSeries(models.Model):
    """What the meetings of a series were made by; each of them is a meeting of its own from then on."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="meeting_series")
    pattern = models.CharField(_("pattern"), max_length=20)
    every = models.PositiveSmallIntegerField(_("every"), default=1)
    # Which of the weekdays of a month; -1 for the last, 0 where the rule asks for none.
    place = models.SmallIntegerField(_("place in the month"), default=0)
    until = models.DateField(_("until"), null=True, blank=True)
    count = models.PositiveSmallIntegerField(_("number of meetings"), null=True, blank=True)
    first = models.DateField(_("first day"))
    begins = models.TimeField(_("begins"))
    length = models.DurationField(_("length"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("made by"))

    objects = MeetingSeriesQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=False) | Q(count__isnull=False), name="a_series_of_meetings_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.first}"
