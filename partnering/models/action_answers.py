"""What owners say of their actions that somebody else has to decide on."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.choices import ActionState
from partnering.models.actions import Action
from partnering.models.people import Person, User


class ReturnQuerySet(access.ScopedQuerySet):
    """Actions that were given back."""

    def visible_to(self, user: Any) -> Self:
        """Those on which one decides: as the lead of the organisation, or as the partnership's manager."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        decides = reach.managed(user, "action__partnership")
        if access.leads_organisation(user, person.organisation_id):
            decides |= Q(action__organisation=person.organisation_id)
        return self.filter(decides, action__in=Action.objects.visible_to(user))

    def told_to(self, user: Any) -> Self:
        """Those whose words one may read: an owner may name a colleague whom partners don't know."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        return self.visible_to(user).filter(action__organisation=person.organisation_id)

    def open(self) -> Self:
        """Those that wait for somebody to decide."""
        return self.filter(settled_at=None, action__state=ActionState.OPEN)


class ActionReturn(models.Model):
    """An owner says that an action isn't theirs, and perhaps whose it is; a lead or manager takes that over or not."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="returns")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # In the owner's words: whom they name is looked up among their colleagues, of whom the link shows none.
    named = models.CharField(_("whose it is"), max_length=200, blank=True)
    note = models.TextField(_("why"), blank=True, max_length=1000)
    suggested = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    taken = models.BooleanField(null=True)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name = _("action given back")
        verbose_name_plural = _("actions given back")
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(settled_at=None), name="one_open_return_per_action"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, taken=None) | Q(settled_at__isnull=False, taken__isnull=False),
                name="settled_return_was_taken_or_not",
            ),
        ]

    def __str__(self) -> str:
        return str(self.action)
