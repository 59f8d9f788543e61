"""Handovers: what somebody held, and who takes it over."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import HandoverReason
from partnering.models.partnerships import Partnership
from partnering.models.people import Person, User
from partnering.registry import Held


class HandoverQuerySet(access.ScopedQuerySet):
    """Handovers."""

    def visible_to(self, user: Any) -> Self:
        """Those in the registers that one keeps: an organisation's handovers are its own matter."""
        return self.filter(reach.in_kept_register(user, "person__organisation"))

    def open(self) -> Self:
        """Those with something that nobody has taken over."""
        return self.filter(closed_on=None)


class Handover(models.Model):
    """What a person held passes to others from a day on; it stays open until all of it has been seen to."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="handovers", verbose_name=_("person"))
    reason = models.CharField(_("why"), max_length=12, choices=HandoverReason.choices)
    on = models.DateField(_("from"))
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("handover")
        verbose_name_plural = _("handovers")

    def __str__(self) -> str:
        return _("Handover of %(person)s") % {"person": self.person}

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("partnering:handover", self.pk)


class HandoverItemQuerySet(access.ScopedQuerySet):
    """What is handed over."""

    def visible_to(self, user: Any) -> Self:
        """Those of the handovers that one sees."""
        return self.filter(handover__in=Handover.objects.visible_to(user))

    def open(self) -> Self:
        """Those that have not been passed on."""
        return self.filter(successor=None)


class HandoverItem(models.Model):
    """One thing that the person held, and who takes it over; `kind` is a key of `registry.holdings`."""

    handover = models.ForeignKey(Handover, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    subject_id = models.PositiveBigIntegerField()
    what = models.CharField(max_length=300)
    where = models.CharField(max_length=300, blank=True)
    link = models.CharField(max_length=200, blank=True)
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, blank=True, related_name="+")
    detail = models.CharField(max_length=40, blank=True)
    successor = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="taken_over")
    passed_on = models.DateField(null=True, blank=True)

    objects = HandoverItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("thing handed over")
        verbose_name_plural = _("things handed over")
        constraints = [
            models.UniqueConstraint(fields=["handover", "kind", "subject_id"], name="handed_over_once"),
            models.CheckConstraint(
                condition=Q(successor=None, passed_on=None)
                | Q(successor__isnull=False, passed_on__isnull=False),
                name="who_took_over_did_so_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def as_held(self) -> Held:
        """The thing as it was held."""
        return Held(
            self.kind, self.subject_id, self.what, self.where, self.link, self.partnership_id, self.detail
        )
