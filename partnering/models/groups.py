"""Working groups and the seats in them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Partnership, PartOfPartnershipQuerySet
from partnering.models.people import Person


class WorkingGroup(models.Model):
    """A group in which organisations work together; its seats belong to organisations and are held by people."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)

    objects = PartOfPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="group_name_is_unique_in_its_partnership"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("partnering:group", args=[self.pk])


class SeatQuerySet(access.ScopedQuerySet):
    """Seats in working groups."""

    def visible_to(self, user: Any) -> Self:
        """Those of the groups of one's partnerships."""
        return self.filter(reach.within(user, "group__partnership"))

    def current(self, on: date | None = None) -> Self:
        """Those that exist on a day (today unless told)."""
        return self.filter(access.current(on=on))

    def vacant(self) -> Self:
        """Those that nobody holds."""
        return self.filter(person=None)


class Seat(models.Model):
    """A place of an organisation in a working group, held by one of its people or vacant, from/to."""

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("held by")
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["organisation__name", "started_on", "pk"]
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"],
                condition=Q(ended_on=None, person__isnull=False),
                name="one_open_seat_per_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="seat_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.person or _('vacant')}"
