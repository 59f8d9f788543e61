"""Views of lists that people keep: what a list was narrowed to and its order, under a name."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models.organisations import Organisation
from partnering.models.people import User


class SavedViewQuerySet(access.ScopedQuerySet):
    """Saved views."""

    def visible_to(self, user: Any) -> Self:
        """One's own, and those that colleagues share with their organisation."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        return self.filter(access.own(user, "owner") | Q(shared_with=person.organisation_id))

    def of(self, listing: str, user: Any) -> Self:
        """Those of one list, by name, each with `is_default`: whether the list opens with it for this user."""
        default = DefaultView.objects.filter(view=OuterRef("pk"), user=user)
        return self.filter(listing=listing).annotate(is_default=Exists(default)).order_by("name", "pk")


class SavedView(models.Model):
    """A list's filters and order under a name. It narrows, and so never shows more than its reader may see."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", editable=False)
    shared_with = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="+", editable=False
    )
    listing = models.CharField(max_length=40, editable=False)
    name = models.CharField(_("name"), max_length=80)
    query = models.CharField(max_length=2000, blank=True, editable=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "listing", "name"],
                name="one_saves_a_view_of_a_list_once_by_a_name",
                violation_error_message=_("You have a view with this name already. Choose another name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class DefaultViewQuerySet(access.ScopedQuerySet):
    """Choices of what a list opens with."""

    def visible_to(self, user: Any) -> Self:
        """One's own."""
        return self.filter(access.own(user, "user")) if access.person_of(user) else self.none()


class DefaultView(models.Model):
    """The view with which a list opens for somebody."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    listing = models.CharField(max_length=40)
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="+")

    objects = DefaultViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "listing"], name="a_list_opens_with_one_view")]

    def __str__(self) -> str:
        return str(self.view)
