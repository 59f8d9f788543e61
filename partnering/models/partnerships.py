"""Partnerships, their members, and the roles of people in them."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach, registry
from partnering.addresses import address_of
from partnering.choices import Phase, RoleKind, words_of
from partnering.models.organisations import Organisation
from partnering.models.people import Person, User


class PublicQuerySet(access.ScopedQuerySet):
    """Rows that tell nothing about anybody."""

    def visible_to(self, user: Any) -> Self:
        """All, for everybody who has a place in an organisation."""
        return self.all() if access.person_of(user) else self.none()


class LifeCycle(models.Model):
    """A way to tell the life of a partnership in phases. Never changed: a changed file is another edition."""

    slug = models.SlugField(max_length=60)
    edition = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("life cycle")
        verbose_name_plural = _("life cycles")
        constraints = [
            models.UniqueConstraint(
                fields=["slug", "edition"], name="an_edition_of_a_life_cycle_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class LifePhase(models.Model):
    """A phase of a life cycle. Its kind is what alerts, checks and journeys go by, whatever its name."""

    life_cycle = models.ForeignKey(LifeCycle, models.PROTECT, related_name="phases")
    key = models.SlugField(max_length=40)
    kind = models.CharField(_("kind"), max_length=20, choices=Phase.choices)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=100)
    description = models.TextField(_("description"), blank=True)
    checklist = models.JSONField(default=list)

    objects = PublicQuerySet.as_manager()

    class Meta:
        ordering = ["life_cycle", "position"]
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        constraints = [
            models.UniqueConstraint(fields=["life_cycle", "key"], name="a_phase_has_its_own_key"),
            models.UniqueConstraint(fields=["life_cycle", "position"], name="a_phase_has_its_own_place"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_live(self) -> bool:
        """Whether a partnership in this phase goes on."""
        return self.kind in Phase.LIVE


class PartnershipQuerySet(access.ScopedQuerySet):
    """Partnerships."""

    def visible_to(self, user: Any) -> Self:
        """Those that one is part of, as `access.partnerships_of` says; with the phase, which each page names."""
        return self.filter(reach.within(user, "pk")).select_related("life_phase")

    def manageable_by(self, user: Any) -> Self:
        """Those that one runs as partnership manager."""
        return self.filter(reach.managed(user, "pk"))

    def live(self) -> Self:
        """Those that have not ended."""
        return self.filter(phase__in=Phase.LIVE)


class Partnership(models.Model):
    """Organisations partnering for a purpose."""

    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(_("short name in addresses"), max_length=80, unique=True)
    purpose = models.TextField(_("purpose"), blank=True)
    # The kind of the life phase beside it, for all that asks "is it live?" or "is it being managed?".
    phase = models.CharField(_("phase"), max_length=20, choices=Phase.choices, default=Phase.SCOPING)
    life_phase = models.ForeignKey(
        LifePhase, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    started_on = models.DateField(_("started on"))
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        indexes = [models.Index(fields=["name", "id"], name="partnership_by_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="partnership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its first page, which the highest app that shows it provides."""
        return address_of(registry.homes["partnership"], self.slug)

    def phase_name(self) -> str:
        """The phase as its life cycle calls it, or its kind as long as none was chosen."""
        return self.life_phase.name if self.life_phase else words_of(Phase, self.phase)


class PartOfPartnershipQuerySet(access.ScopedQuerySet):
    """Rows that are joint: every part of the partnership sees them."""

    def visible_to(self, user: Any) -> Self:
        """Those of the partnerships that one is part of."""
        return self.filter(reach.within(user))


class MembershipQuerySet(PartOfPartnershipQuerySet):
    """Members of partnerships."""

    def current(self, on: date | None = None) -> Self:
        """Those that are members on a day (today unless told)."""
        return self.filter(access.current(start="joined_on", end="left_on", on=on))


class Membership(models.Model):
    """An organisation in a partnership, from a day, to a day."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("organisation")
    )
    part = models.CharField(_("part it plays"), max_length=200, blank=True)
    joined_on = models.DateField(_("joined on"))
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["joined_on", "pk"]
        verbose_name = _("member")
        verbose_name_plural = _("members")
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation"],
                condition=Q(left_on=None),
                name="one_open_membership_per_organisation",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")), name="member_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} – {self.partnership}"


class RoleQuerySet(access.ScopedQuerySet):
    """Roles of people."""

    def visible_to(self, user: Any) -> Self:
        """Those in one's partnerships, and the general leads of organisations whose internals one shares."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        joint = reach.within(user)
        kept = reach.in_kept_register(user, "person__organisation")
        own = Q(partnership=None) & (Q(person__organisation=person.organisation_id) | kept)
        return self.filter(joint | own)

    def current(self, on: date | None = None) -> Self:
        """Those held on a day (today unless told)."""
        return self.filter(access.current(on=on))


class Role(models.Model):
    """A person's part in a partnership; only a partnering lead may stand for an organisation without one."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles", verbose_name=_("person"))
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, blank=True, related_name="roles")
    kind = models.CharField(_("role"), max_length=24, choices=RoleKind.choices)
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "started_on", "pk"]
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                condition=Q(partnership__isnull=False) | Q(kind=RoleKind.PARTNERING_LEAD),
                name="only_a_partnering_lead_needs_no_partnership",
            ),
            models.UniqueConstraint(
                fields=["person", "partnership", "kind"],
                condition=Q(ended_on=None),
                name="one_open_role_of_a_kind_per_person",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(ended_on=None, partnership=None),
                name="one_open_general_role_per_person",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="role_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_kind_display()}"
