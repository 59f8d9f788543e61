"""What somebody was before, and what they say is wrong with their record."""

from __future__ import annotations

from typing import Any, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.choices import Level
from partnering.models.organisations import Unit
from partnering.models.people import Person, User


class PositionQuerySet(access.ScopedQuerySet):
    """Positions that people had or will have."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own colleagues and of the registers that one keeps: units are an organisation's own."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        kept = reach.in_kept_register(user, "person__organisation")
        return self.filter(Q(person__organisation=person.organisation_id) | kept)

    def past(self) -> Self:
        """Those that have ended, the first one first."""
        return self.exclude(ended_on=None).order_by("ended_on", "pk")

    def planned(self) -> Self:
        """Those that are to come."""
        return self.filter(ended_on=None)


class Position(models.Model):
    """Unit, level and title that a person had until a day, or will have from a day. The current ones are theirs."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="positions")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("unit")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["ended_on", "pk"]
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(ended_on=None), name="one_planned_position_per_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, started_on__isnull=False)
                | Q(ended_on__isnull=False, started_on=None)
                | Q(ended_on__gt=F("started_on")),
                name="position_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.job_title or self.get_level_display()


class SuggestionQuerySet(access.ScopedQuerySet):
    """What people say is wrong with their records."""

    def visible_to(self, user: Any) -> Self:
        """Those in the registers that one keeps."""
        return self.filter(reach.in_kept_register(user, "person__organisation"))

    def open(self) -> Self:
        """Those that wait for somebody to decide."""
        return self.filter(settled_at=None)


class RecordSuggestion(models.Model):
    """What a person would change in their own record; whoever keeps the register takes it over or not."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="suggestions")
    values = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    note = models.TextField(_("anything else"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    taken = models.BooleanField(null=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(settled_at=None), name="one_open_suggestion_per_person"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, taken=None) | Q(settled_at__isnull=False, taken__isnull=False),
                name="settled_suggestion_was_taken_or_not",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)
