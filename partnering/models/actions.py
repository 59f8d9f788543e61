"""Actions: who does what by when, wherever it arose."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import ActionOrigin, ActionState
from partnering.models.groups import WorkingGroup
from partnering.models.meetings import Meeting
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Membership, Partnership
from partnering.models.people import Person, User


class ActionQuerySet(access.ScopedQuerySet):
    """Actions."""

    def visible_to(self, user: Any) -> Self:
        """The joint ones of one's partnerships, those within one's own organisation, and what one is to do oneself."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        joint = reach.within(user)
        inner = Q(partnership=None, organisation=person.organisation_id)
        return self.filter(joint | inner | self.model.owned_by(person))

    def changeable_by(self, user: Any) -> Self:
        """Those that one owns, and those of one's organisation or partnership that one leads or manages."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        theirs = Q(owner=person)
        if access.leads_organisation(user, person.organisation_id):
            theirs |= Q(organisation=person.organisation_id)
        theirs |= reach.managed(user)
        return self.visible_to(user).filter(theirs)

    def in_hands_of(self, person: Person) -> Self:
        """Those that a person owns, of whom their organisation is still to do them."""
        return self.filter(self.model.owned_by(person))

    def of_meeting(self, meeting: Meeting) -> Self:
        """Those that arose at a meeting, as its page lists them."""
        return self.filter(meeting=meeting).select_related("organisation", "owner")

    def around_meeting(self, meeting: Meeting) -> Self:
        """Those that arose at a meeting, and what else is open in its group, as its page lists them."""
        open_in_group = Q(state=ActionState.OPEN, group=meeting.group_id)
        return self.filter(Q(meeting=meeting) | open_in_group).select_related("organisation", "owner")

    def open(self) -> Self:
        """Those still to be done."""
        return self.filter(state=ActionState.OPEN)

    def late(self, on: date | None = None) -> Self:
        """The open ones whose day has passed."""
        return self.open().filter(due_on__lt=on or access.today())


class Action(models.Model):
    """Something that one organisation does by a day; joint when it belongs to a partnership, else internal."""

    partnership = models.ForeignKey(
        Partnership,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("partnership"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="actions", verbose_name=_("organisation")
    )
    group = models.ForeignKey(
        WorkingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("working group"),
    )
    meeting = models.ForeignKey(
        Meeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        editable=False,
        verbose_name=_("meeting"),
    )
    title = models.CharField(_("what is to be done"), max_length=300)
    notes = models.TextField(_("notes"), blank=True)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("owner")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    # Whoever works on it may say so; for every figure it stays open until it is done.
    started_on = models.DateField(_("in progress since"), null=True, blank=True, editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    origin = models.CharField(
        _("arose from"), max_length=12, choices=ActionOrigin.choices, default=ActionOrigin.AGREED
    )
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    created_on = models.DateField(_("noted on"), default=access.today)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ActionState.DONE, done_on__isnull=False)
                | (~Q(state=ActionState.DONE) & Q(done_on=None)),
                name="action_has_a_done_day_when_done",
            )
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="action_by_state_and_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("partnering:action", self.pk)

    @staticmethod
    def owned_by(person: Person) -> Q:
        """A filter for what a person owns, joint only as long as their organisation is a member."""
        members = Membership._base_manager.filter(
            access.current(start="joined_on", end="left_on"), organisation=person.organisation_id
        )
        own = Q(owner=person, organisation=person.organisation_id)
        return own & (Q(partnership=None) | Q(partnership__in=members.values("partnership")))

    def is_late(self, on: date | None = None) -> bool:
        """Whether it should have been done before a day (today unless told)."""
        return (
            self.state == ActionState.OPEN
            and self.due_on is not None
            and self.due_on < (on or access.today())
        )
