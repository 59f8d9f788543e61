"""People of organisations, and the accounts with which some of them sign in."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.choices import AccountState, Level, words_of
from partnering.models.organisations import Organisation, StandingManager, Unit


class UserManager(BaseUserManager["User"]):
    """Makes accounts. They are found by the framework at sign-in, never listed to users."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """An account that signs in with this address; without a password it can't sign in until one is set."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """An account. What it may do follows from the roles of its person, and from nothing else."""

    email = models.EmailField(_("e-mail"), unique=True)
    is_active = models.BooleanField(_("may sign in"), default=True)
    may_use_password = models.BooleanField(
        _("may sign in without the organisation’s own sign-in"), default=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.email

    def has_come_in(self) -> bool:
        """Whether they have ever signed in; until then, they are invited only."""
        return self.last_login is not None


class PersonQuerySet(access.ScopedQuerySet):
    """People of organisations."""

    def visible_to(self, user: Any) -> Self:
        """One's own colleagues, people in the registers that one keeps, and those with a seat or role beside one."""
        person = access.person_of(user)
        if person is None:
            return self.none()
        return self.filter(
            Q(organisation=person.organisation_id)
            | reach.in_kept_register(user, "organisation")
            | reach.beside(user, reach.ROLE, reach.SEAT)
        )

    def kept_by(self, user: Any) -> Self:
        """Those whose record the user may change."""
        return self.filter(reach.in_kept_register(user, "organisation"))

    def present(self, on: date | None = None) -> Self:
        """Those who are with their organisation on a day (today unless told)."""
        day = on or access.today()
        joined = Q(joined_on=None) | Q(joined_on__lte=day)
        return self.filter(joined, Q(left_on=None) | Q(left_on__gt=day))


class Person(models.Model):
    """Somebody of an organisation, in a unit, at a level; may have an account."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="people", verbose_name=_("organisation")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("unit")
    )
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.STAFF)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(
        _("languages"), max_length=200, blank=True, help_text=_("With commas; the preferred one first.")
    )
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    hears_of_comments = models.BooleanField(_("hears of comments by e-mail"), default=True)
    hears_of_meetings = models.BooleanField(_("is reminded of meetings by e-mail"), default=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    before = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="after",
        editable=False,
        verbose_name=_("was before"),
    )
    confirmed_on = models.DateField(_("last confirmed on"), default=access.today, editable=False)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)
    user = models.OneToOneField(
        User, models.SET_NULL, null=True, blank=True, related_name="person", editable=False
    )

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )

    objects = StandingManager.from_queryset(PersonQuerySet)()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["name", "id"], name="person_by_name"),
            models.Index(
                fields=["organisation", "left_on", "joined_on"],
                condition=Q(merged_into=None),
                name="person_counted_by_organisation",
            ),
            # Nearly nobody was anybody before. Of a column that is nearly empty, SQLite takes a full index for useless.
            models.Index(
                fields=["before"], condition=Q(before__isnull=False), name="person_by_who_they_were"
            ),
        ]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="person_email_is_unique", condition=~Q(email="")),
            models.CheckConstraint(
                condition=Q(joined_on=None) | Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="person_leaves_after_joining",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_level_display(self) -> str:  # type: ignore[no-redef]  # the plugin counts Django's own
        """The level in words."""
        return words_of(Level, self.level)

    def get_absolute_url(self) -> str:
        """Their page."""
        return address_of("partnering:person", self.pk)

    @property
    def languages(self) -> list[str]:
        """The languages they speak, the preferred one first."""
        return [one.strip() for one in self.language.split(",") if one.strip()]

    def account_state(self) -> AccountState:
        """How far this person is from signing in."""
        if self.user is None:
            return AccountState.NONE
        if not self.user.is_active:
            return AccountState.CLOSED
        return AccountState.IN_USE if self.user.has_come_in() else AccountState.INVITED

    def is_present(self, on: date | None = None) -> bool:
        """Whether they are with their organisation on a day (today unless told)."""
        if self.joined_on is None and self.left_on is None:
            return True  # as most are, in each row of a list
        day = on or access.today()
        return (self.joined_on is None or self.joined_on <= day) and (
            self.left_on is None or self.left_on > day
        )
