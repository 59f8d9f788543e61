"""Life cycles, their phases, where a partnership stands in one, and what each phase asks for."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.models.partnerships import LifePhase, Partnership, PartOfPartnershipQuerySet
from partnering.models.people import Person, User


class PhaseChange(models.Model):
    """A partnership went from one phase to another on a day; the first one says where it began."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="phase_changes")
    left = models.ForeignKey(LifePhase, models.PROTECT, null=True, related_name="+")
    entered = models.ForeignKey(LifePhase, models.PROTECT, related_name="+")
    on = models.DateField(_("day"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    still_open = models.PositiveSmallIntegerField(_("items left open"), default=0)
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    objects = PartOfPartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        verbose_name = _("change of phase")
        verbose_name_plural = _("changes of phase")
        indexes = [models.Index(fields=["partnership", "on"], name="phase_change_by_day")]

    def __str__(self) -> str:
        return f"{self.partnership}: {self.entered}"


class ChecklistQuerySet(PartOfPartnershipQuerySet):
    """Items of checklists."""

    def changeable_by(self, user: Any) -> Self:
        """All of the partnerships that one manages."""
        return self.visible_to(user).filter(reach.managed(user))

    def tickable_by(self, user: Any) -> Self:
        """Those that one manages, and those that one is to see to."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        managed = reach.managed(user)
        return self.visible_to(user).filter(managed | Q(owner=person))

    def open(self) -> Self:
        """Those that are relevant and not done."""
        return self.filter(done_on=None, dropped_because="")

    def relevant(self) -> Self:
        """All but those that were found not to be relevant."""
        return self.filter(dropped_because="")

    def late(self) -> Self:
        """The open ones whose day has passed."""
        return self.open().filter(due_on__lt=access.today())


class ChecklistItem(models.Model):
    """One thing that a phase of a partnership asks for before the next one begins."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="checklist")
    phase = models.ForeignKey(LifePhase, models.PROTECT, related_name="+", verbose_name=_("phase"))
    position = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("what is needed"), max_length=300)
    owner = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who sees to it")
    )
    due_on = models.DateField(_("by"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(_("what shows it"), max_length=500, blank=True)
    dropped_because = models.CharField(_("why it is not relevant"), max_length=300, blank=True)

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        ordering = ["phase__position", "position", "pk"]
        verbose_name = _("item of a checklist")
        verbose_name_plural = _("items of checklists")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_because=""), name="what_is_not_relevant_is_not_done"
            ),
            models.CheckConstraint(
                condition=Q(done_by=None) | Q(done_on__isnull=False),
                name="only_what_is_done_was_done_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_checklist_asks_for_something"),
        ]
        indexes = [models.Index(fields=["partnership", "phase", "position"], name="checklist_in_its_order")]

    def __str__(self) -> str:
        return self.text

    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_on is None and not self.dropped_because

    def is_late(self) -> bool:
        """Whether it is open and its day has passed."""
        return self.is_open() and self.due_on is not None and self.due_on < access.today()

    def evidence_link(self) -> str:
        """The evidence, if it is an address of the web; else nothing."""
        return self.evidence if self.evidence.startswith(("https://", "http://")) else ""
