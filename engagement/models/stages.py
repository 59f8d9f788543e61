"""Stages that a lead has set in the place of those that are read off what people did."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.choices import StageName
from partnering import access
from partnering.models import Partnership, Person, User


class SetStageQuerySet(access.ScopedQuerySet):
    """Stages that were set."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation's people, for whoever reads its internal matters; and one's own.

        What is held about somebody they may read themselves, the reason as well.
        """
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = Q(person=person.pk)
        reads = access.reads_internals_of(user)
        return self.filter(own | Q(person__organisation=reads) if reads else own)

    def current(self, on: date | None = None) -> Self:
        """Those that hold on a day (today unless told)."""
        return self.filter(access.current(start="starts_on", end="ends_on", on=on))


class SetStage(models.Model):
    """A stage of a person in a partnership as their organisation's lead has set it, from a day to a day.

    `ends_on` is the first day on which it doesn't hold any more. Rows stay when they are over: they are the history.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="set_stages")
    person = models.ForeignKey(Person, models.PROTECT, related_name="set_stages")
    stage = models.CharField(_("stage"), max_length=12, choices=StageName.choices)
    # What counted before it, and what was read off at that time: from there to here.
    before = models.CharField(max_length=12, choices=StageName.choices, editable=False)
    read_off = models.CharField(max_length=12, choices=StageName.choices, editable=False)
    reason = models.CharField(_("reason"), max_length=500)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))
    set_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    set_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)

    objects = SetStageQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name = _("set stage")
        verbose_name_plural = _("set stages")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="set_stage_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="set_stage_has_a_reason"),
        ]
        indexes = [models.Index(fields=["partnership", "person"], name="set_stage_by_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_stage_display()}"

    def holds(self, on: date | None = None) -> bool:
        """Whether it counts on a day (today unless told)."""
        return self.starts_on <= (on or access.today()) < self.ends_on
