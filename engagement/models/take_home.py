"""Take-home briefs: what an organisation tells its own people after a meeting, and whom it told."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import BriefState
from engagement.models.interactions import Interaction
from partnering import access
from partnering.addresses import address_of
from partnering.models import Meeting, Organisation, Person


class TakeHomeBriefQuerySet(access.ScopedQuerySet):
    """Take-home briefs. No partner sees another's, nor does a partnership's manager."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation: published ones for all its people, drafts for who works on them."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = self.filter(organisation=person.organisation_id)
        if access.reads_internals_of(user) == person.organisation_id:
            return own
        return own.filter(
            Q(state=BriefState.PUBLISHED) | Q(meeting__group__partnership__in=access.spoken_for_in(user))
        )

    def changeable_by(self, user: Any) -> Self:
        """Those of one's organisation, for who speaks for it in the partnership."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        rows = self.filter(organisation=person.organisation_id)
        return rows.filter(meeting__group__partnership__in=access.spoken_for_in(user))


class TakeHomeBrief(models.Model):
    """What one organisation tells its people of one meeting; internal to it."""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="take_home_briefs", verbose_name=_("meeting")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="take_home_briefs", verbose_name=_("organisation")
    )
    text = models.TextField(_("what to tell your people"), max_length=10_000)
    # What we wrote: a text that still equals it was touched by nobody, and may be written anew.
    drafted = models.TextField(editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=BriefState.choices, default=BriefState.DRAFT, editable=False
    )
    interaction = models.OneToOneField(
        Interaction,
        models.SET_NULL,
        null=True,
        related_name="take_home_brief",
        editable=False,
        verbose_name=_("interaction"),
    )

    objects = TakeHomeBriefQuerySet.as_manager()

    class Meta:
        ordering = ["-meeting__starts_at", "-pk"]
        verbose_name = _("take-home brief")
        verbose_name_plural = _("take-home briefs")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="one_brief_per_meeting_and_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.meeting}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("engagement:take-home-brief", self.pk)

    @property
    def is_untouched(self) -> bool:
        """Whether it still is as it was drafted."""
        return self.text == self.drafted


class BriefedPersonQuerySet(access.ScopedQuerySet):
    """Who was briefed."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation, for who works on its briefs or reads its internal matters."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        own = self.filter(brief__organisation=person.organisation_id)
        if access.reads_internals_of(user) == person.organisation_id:
            return own
        return own.filter(brief__meeting__group__partnership__in=access.spoken_for_in(user))


class BriefedPerson(models.Model):
    """Somebody was told what is in a brief."""

    brief = models.ForeignKey(TakeHomeBrief, models.CASCADE, related_name="briefed")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    briefed_on = models.DateField(_("day"))
    noted_by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("noted by")
    )

    objects = BriefedPersonQuerySet.as_manager()

    class Meta:
        ordering = ["person__name", "pk"]
        verbose_name = _("briefed person")
        verbose_name_plural = _("briefed people")
        constraints = [
            models.UniqueConstraint(fields=["brief", "person"], name="a_person_is_briefed_once_of_a_meeting")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.brief}"
