"""Interactions, who took part in them, and whose people are needed."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.choices import InteractionKind, InteractionSource
from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Meeting, Organisation, Partnership, Person, Unit, User, WorkingGroup


class InteractionQuerySet(access.ScopedQuerySet):
    """Interactions."""

    def visible_to(self, user: Any) -> Self:
        """The joint ones of one's partnerships, and the internal ones of one's own organisation there.

        Somebody who reads their organisation's internal matters sees its internal ones everywhere.
        """
        person = access.person_of(user)
        if person is None:
            return self.none()
        mine = reach.within(user)
        own = Q(organisation=person.organisation_id)
        if access.reads_internals_of(user) == person.organisation_id:
            return self.filter((mine & Q(joint=True)) | own)
        return self.filter(mine & (Q(joint=True) | own))

    def changeable_by(self, user: Any) -> Self:
        """Those that one logged, the joint ones that one manages, the internal ones of whom one leads.

        What follows from whom a take-home brief was told is changed there.
        """
        person = access.person_of(user)
        if person is None:
            return self.none()
        theirs = access.own(user, "logged_by") | Q(reach.managed(user), joint=True)
        if access.leads_organisation(user, person.organisation_id):
            theirs |= Q(organisation=person.organisation_id)
        return self.visible_to(user).filter(theirs, take_home_brief=None)

    def joint(self) -> Self:
        """Those of several organisations."""
        return self.filter(joint=True)


class Interaction(models.Model):
    """Anything in which people take part; joint, or internal to one organisation."""

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, related_name="interactions", verbose_name=_("partnership")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=InteractionKind.choices)
    title = models.CharField(_("what it was about"), max_length=200)
    held_on = models.DateField(_("day"))
    joint = models.BooleanField(_("with partners"), default=True)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="internal_interactions",
        verbose_name=_("organisation"),
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="interactions",
        verbose_name=_("working group"),
    )
    meeting = models.OneToOneField(
        Meeting, models.PROTECT, null=True, blank=True, related_name="interaction", editable=False
    )
    notes = models.TextField(_("notes"), blank=True)
    logged_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    logged_at = models.DateTimeField(default=timezone.now, editable=False)
    source = models.CharField(
        _("logged by way of"),
        max_length=20,
        choices=InteractionSource.choices,
        default=InteractionSource.FORM,
        db_default=InteractionSource.FORM,
        editable=False,
    )
    source_key = models.CharField(max_length=64, blank=True, db_default="", editable=False)
    people = models.ManyToManyField(
        Person, through="Participation", related_name="interactions", verbose_name=_("who took part")
    )

    objects = InteractionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("interaction")
        verbose_name_plural = _("interactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(joint=True, organisation=None) | Q(joint=False, organisation__isnull=False),
                name="interaction_is_joint_or_of_one_organisation",
            ),
            # What comes from elsewhere may arrive again; what is internal to one says nothing to the others.
            models.UniqueConstraint(
                fields=["partnership", "source_key"],
                condition=Q(joint=True) & ~Q(source_key=""),
                name="joint_interaction_arrives_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation", "source_key"],
                condition=Q(joint=False) & ~Q(source_key=""),
                name="internal_interaction_arrives_once",
            ),
        ]
        indexes = [models.Index(fields=["partnership", "held_on"], name="interaction_by_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("engagement:interaction", self.pk)


class ParticipationQuerySet(access.ScopedQuerySet):
    """Who took part."""

    def visible_to(self, user: Any) -> Self:
        """Those whom one may see, of the interactions that one may see; the others are shown as counts only."""
        return self.filter(
            Exists(Interaction.objects.visible_to(user).order_by().filter(pk=OuterRef("interaction"))),
            Exists(Person.objects.visible_to(user).order_by().filter(pk=OuterRef("person"))),
        )


class Participation(models.Model):
    """One person took part in one interaction."""

    interaction = models.ForeignKey(Interaction, models.CASCADE, related_name="participations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="participations")

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["interaction", "person"], name="one_participation_per_person_and_interaction"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.interaction}"


class EngagementTargetQuerySet(access.ScopedQuerySet):
    """Whose people are needed."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation, for whoever reads its internal matters."""
        return self.filter(unit__organisation=access.reads_internals_of(user))

    def current(self, on: date | None = None) -> Self:
        """Those that hold on a day (today unless told)."""
        return self.filter(access.current(start="named_on", end="dropped_on", on=on))


class EngagementTarget(models.Model):
    """A unit whose people a partnership needs, from a day, to a day. Units below it go with it.

    With `levels` only people at one of them are meant. By `due_on` all that are meant should be involved.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="targets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets", verbose_name=_("unit"))
    named_on = models.DateField(_("from"))
    dropped_on = models.DateField(_("to"), null=True, blank=True)
    levels = models.JSONField(_("only at these levels"), default=list, blank=True)
    due_on = models.DateField(_("involved by"), null=True, blank=True)

    objects = EngagementTargetQuerySet.as_manager()

    class Meta:
        ordering = ["unit__name", "pk"]
        verbose_name = _("engagement target")
        verbose_name_plural = _("engagement targets")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "unit"],
                condition=Q(dropped_on=None),
                name="unit_is_targeted_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | Q(dropped_on__gte=F("named_on")),
                name="target_is_dropped_after_it_is_named",
            ),
        ]

    def __str__(self) -> str:
        return str(self.unit)
