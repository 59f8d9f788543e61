"""Working groups and the seats in them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import Level, Office, Rhythm
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Partnership, PartOfPartnershipQuerySet
from partnering.models.people import Person


class WorkingGroupQuerySet(PartOfPartnershipQuerySet):
    """Working groups."""

    def kept_by(self, user: Any) -> Self:
        """Those whose meetings the user plans and minutes, as `access.may_keep_minutes` has it."""
        managed = Partnership.objects.manageable_by(user)
        offices = access.offices_of(user)
        return self.filter(Q(partnership__in=managed) | Q(pk__in=offices.values("group")))


class WorkingGroup(models.Model):
    """A group in which organisations work together; its seats belong to organisations and are held by people.

    From `purpose` to `review_on` it holds its terms of reference; what nobody has settled yet is empty.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="groups")
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("purpose"), blank=True)
    may_decide = models.TextField(_("may decide"), blank=True)
    reports_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reporting", verbose_name=_("reports to")
    )
    quorum_people = models.PositiveSmallIntegerField(_("people for a quorum"), null=True, blank=True)
    quorum_organisations = models.PositiveSmallIntegerField(
        _("organisations for a quorum"), null=True, blank=True
    )
    rhythm = models.CharField(_("meets"), max_length=12, choices=Rhythm.choices, blank=True)
    meets_every = models.PositiveSmallIntegerField(_("how many weeks or months"), null=True, blank=True)
    wanted_level = models.CharField(
        _("wanted level of each organisation"), max_length=20, choices=Level.choices, blank=True
    )
    review_on = models.DateField(_("review of these terms"), null=True, blank=True)
    archived_on = models.DateField(_("archived on"), null=True, blank=True, editable=False)

    objects = WorkingGroupQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "name"], name="group_name_is_unique_in_its_partnership"
            ),
            models.CheckConstraint(
                condition=Q(reports_to=None) | ~Q(reports_to=F("pk")), name="group_reports_to_another_one"
            ),
            models.CheckConstraint(
                condition=Q(quorum_people=None) | Q(quorum_people__gte=1),
                name="quorum_of_at_least_one_person",
            ),
            models.CheckConstraint(
                condition=Q(quorum_organisations=None)
                | Q(quorum_organisations__gte=1, quorum_people=None)
                | Q(quorum_organisations__gte=1, quorum_people__gte=F("quorum_organisations")),
                name="quorum_of_no_more_organisations_than_people",
            ),
            models.CheckConstraint(
                # Named as present, because a comparison with nothing at all passes a check.
                condition=Q(rhythm__in=Rhythm.COUNTED, meets_every__isnull=False, meets_every__range=(1, 52))
                | (~Q(rhythm__in=Rhythm.COUNTED) & Q(meets_every=None)),
                name="group_meets_every_so_many_weeks_or_months",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("partnering:group", self.pk)


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
    """A place of an organisation in a working group, held by one of its people or vacant, from/to.

    Its office goes with it from hand to hand; with another office begins another seat, so that history stays.
    """

    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="seats", verbose_name=_("organisation")
    )
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="seats", verbose_name=_("held by")
    )
    office = models.CharField(
        _("office"),
        max_length=20,
        choices=Office.choices,
        default=Office.MEMBER,
        db_default=Office.MEMBER,
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
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(office=Office.CHAIR, ended_on=None),
                name="one_open_chair_per_group",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="seat_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.person or _('vacant')}"

    def is_current(self, on: date | None = None) -> bool:
        """Whether it exists on a day (today unless told); its last day is outside."""
        day = on or access.today()
        return self.started_on <= day and (self.ended_on is None or day < self.ended_on)

    @property
    def part(self) -> str:
        """What who holds it is in the group, in words."""
        words = {
            Office.CHAIR: _now("Chair of %(group)s"),
            Office.DEPUTY: _now("Deputy chair of %(group)s"),
            Office.SECRETARY: _now("Secretary of %(group)s"),
        }
        return words.get(Office(self.office), _now("Seat in %(group)s")) % {"group": self.group}
