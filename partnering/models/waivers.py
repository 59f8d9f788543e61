"""Findings of the X-ray that somebody took out of sight for a time, with the reason."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Partnership
from partnering.models.people import User


class WaiverQuerySet(access.ScopedQuerySet):
    """Waivers."""

    def visible_to(self, user: Any) -> Self:
        """The joint ones of one's partnerships, and those of the organisation whose internals one reads."""
        mine = reach.within(user)
        own = access.reads_internals_of(user)
        return self.filter(mine, Q(organisation=None) | Q(organisation=own) if own else Q(organisation=None))

    def endable_by(self, user: Any) -> Self:
        """The joint ones of partnerships that one manages, and those of the organisation that one leads."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        endable = Q(reach.managed(user), organisation=None)
        if access.leads_organisation(user, person.organisation_id):
            endable |= Q(organisation=person.organisation_id)
        return self.visible_to(user).filter(endable)

    def in_force(self, on: date | None = None) -> Self:
        """Those that hold on a day (today unless told); the day until which they hold is outside."""
        return self.filter(until__gt=on or access.today())


class Waiver(models.Model):
    """One finding of one partnership, out of sight until a day. With an organisation it is internal to that."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="waivers")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    check_key = models.CharField(max_length=60)
    subject = models.CharField(max_length=60, blank=True)
    finding = models.CharField(_("what was found"), max_length=400)
    reason = models.CharField(_("reason"), max_length=300)
    waived_on = models.DateField(_("since"), default=access.today)
    until = models.DateField(_("until"))
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering = ["until", "pk"]
        verbose_name = _("waiver")
        verbose_name_plural = _("waivers")
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gte=F("waived_on")), name="a_waiver_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_has_a_reason"),
        ]
        indexes = [models.Index(fields=["partnership", "until"], name="waiver_by_end")]

    def __str__(self) -> str:
        return self.finding
