"""Who of another organisation opened what, once a day: no time, no machine, and not for ever."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.append_only import AppendOnly, AppendOnlyQuerySet
from partnering.models.organisations import Organisation
from partnering.models.people import User


class ReadQuerySet(AppendOnlyQuerySet):
    """Notes of who read."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation's data, for its partnering leads."""
        person = access.person_of(user)
        if person is None or not access.leads_organisation(user, person.organisation_id):
            return self.none()
        return self.filter(organisation=person.organisation_id)

    def expired(self, today: date) -> Self:
        """Those that have been kept for as long as is promised."""
        return self.filter(day__lt=today - timedelta(days=settings.READS_KEPT_DAYS))


class ReadEntry(AppendOnly):
    """On this day, somebody of another organisation opened something of this one."""

    class What(models.TextChoices):
        """What was opened."""

        PAGE = "page", _("page")
        RESULTS = "results", _("shared readiness results")
        REPORT = "report", _("traction report, as a file")
        FILE = "file", _("attached file")

    day = models.DateField()
    organisation = models.ForeignKey(Organisation, models.DO_NOTHING, related_name="+", db_constraint=False)
    reader = models.ForeignKey(User, models.DO_NOTHING, related_name="+", db_constraint=False)
    reader_name = models.CharField(max_length=200)
    reader_organisation = models.CharField(max_length=200)
    what = models.CharField(max_length=10, choices=What.choices)
    thing = models.CharField(max_length=60)
    thing_pk = models.CharField(max_length=40)
    label = models.CharField(max_length=300)

    objects = ReadQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("note of reading")
        verbose_name_plural = _("notes of reading")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "day", "reader", "what", "thing", "thing_pk"],
                name="a_read_is_noted_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.reader_name}: {self.label}"
