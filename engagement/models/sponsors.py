"""What senior sponsors do in a partnership: they write to people, and ask for briefings."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.choices import BriefingFrom, MessageTo
from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Meeting, Organisation, Partnership, Person, WorkingGroup


class SponsorMessageQuerySet(access.ScopedQuerySet):
    """Messages of sponsors."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's partnerships; what went to a sponsor's own people alone only in that organisation."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        ours = Q(organisation=person.organisation_id)
        return self.filter(reach.within(user)).filter(~Q(audience=MessageTo.OURS) | ours)


class SponsorMessage(models.Model):
    """A message that a senior sponsor wrote to people of a partnership, and to how many it went."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="sponsor_messages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="sponsor_messages")
    audience = models.CharField(_("to whom"), max_length=12, choices=MessageTo.choices)
    group = models.ForeignKey(WorkingGroup, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField(_("subject"), max_length=120)
    text = models.TextField(_("message"), max_length=4000)
    sent_on = models.DateField(default=access.today)
    recipients = models.PositiveIntegerField()

    objects = SponsorMessageQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_on", "-pk"]
        verbose_name = _("message of a sponsor")
        verbose_name_plural = _("messages of sponsors")
        constraints = [
            models.CheckConstraint(
                condition=Q(audience=MessageTo.GROUP, group__isnull=False)
                | (~Q(audience=MessageTo.GROUP) & Q(group=None)),
                name="a_message_names_a_group_when_it_goes_to_one",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        """The page on which it can be read again."""
        return address_of("engagement:sponsor-message", self.pk)

    @property
    def sent_to(self) -> str:
        """To whom it went, in words."""
        return str(self.group) if self.group else str(self.get_audience_display())


class BriefingRequestQuerySet(access.ScopedQuerySet):
    """Briefings asked for."""

    def visible_to(self, user: Any) -> Self:
        """Those that one asked for, and those that one is to answer."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        asked = Q(asked_by=person.pk) | self._to_answer(user, person)
        return self.filter(reach.within(user)).filter(asked)

    def answerable_by(self, user: Any) -> Self:
        """Those that one is to answer: as manager, or as a lead of the organisation of who asked."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        return self.filter(reach.within(user)).filter(self._to_answer(user, person))

    def open(self) -> Self:
        """Those without an answer."""
        return self.filter(answered_on=None)

    @staticmethod
    def _to_answer(user: Any, person: Person) -> Q:
        mine = Q(reach.managed(user), asked_from=BriefingFrom.MANAGER)
        if access.leads_organisation(user, person.organisation_id):
            mine |= Q(asked_from=BriefingFrom.LEAD, organisation=person.organisation_id)
        return mine


class BriefingRequest(models.Model):
    """A sponsor's wish to be briefed, to the partnership's managers or to the leads of their own organisation."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="briefing_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="briefing_requests")
    asked_from = models.CharField(_("from whom"), max_length=12, choices=BriefingFrom.choices)
    about = models.CharField(_("about"), max_length=300)
    wanted_by = models.DateField(_("by when"))
    asked_on = models.DateField(default=access.today)
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True, max_length=2000)
    meeting = models.ForeignKey(Meeting, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = BriefingRequestQuerySet.as_manager()

    class Meta:
        ordering = ["wanted_by", "pk"]
        verbose_name = _("briefing asked for")
        verbose_name_plural = _("briefings asked for")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_on=None) | Q(answered_by__isnull=False),
                name="somebody_answered_an_answered_briefing_request",
            ),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        """The page on which it is answered and read."""
        return address_of("engagement:briefing-request", self.pk)
