"""Campaigns: one organisation asks its people; and the invitations to answer."""

from __future__ import annotations

from datetime import date
from typing import Any, Self, cast

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partnering import access, reach
from partnering.addresses import address_of
from partnering.models import Organisation, Partnership, Person, Unit, User
from readiness.choices import Mode, State
from readiness.models.frameworks import FrameworkVersion
from readiness.reminding import FEWEST_DAYS, MOST_REMINDERS, USUAL_DAYS, USUAL_REMINDERS
from readiness.suppression import FLOOR


class CampaignQuerySet(access.ScopedQuerySet):
    """Campaigns."""

    def visible_to(self, user: Any) -> Self:
        """One's own organisation's, for those who may read its internal matters. Nobody else knows of them."""
        own = access.reads_internals_of(user)
        # Without the question, nobody's organisation would be that of reviews, which have none.
        return self.filter(organisation=own) if own is not None else self.none()

    def manageable_by(self, user: Any) -> Self:
        """Those that the user may run: of the organisation whose partnering lead they are."""
        person = access.person_of(user)
        leads = person is not None and access.leads_organisation(user, person.organisation_id)
        return self.filter(organisation=person.organisation_id) if person and leads else self.none()

    def reviews_visible_to(self, user: Any) -> Self:
        """Relationship reviews of the partnerships of which the user is part; never among the surveys above."""
        return self.filter(reach.within(user), partnership__isnull=False)

    def reviews_manageable_by(self, user: Any) -> Self:
        """Those that the user may run: of the partnerships whose manager they are."""
        return self.reviews_visible_to(user).filter(reach.managed(user))

    def run_by(self, user: Any) -> Self:
        """Surveys and reviews that the user may run."""
        return self.manageable_by(user) | self.reviews_manageable_by(user)

    def drafts(self) -> Self:
        """Those still being prepared: nobody has been asked yet."""
        return self.filter(launched_on=None)

    def launched(self) -> Self:
        """Those whose invitations were written, closed or not."""
        return self.exclude(launched_on=None)

    def unfinished(self) -> Self:
        """Those launched and without a result: not open yet, open, or being counted."""
        return self.launched().filter(closed_on=None)

    def open(self) -> Self:
        """Those launched and not closed yet, including those whose last day has just passed."""
        return self.unfinished().filter(counting_since=None)

    def closed(self) -> Self:
        """Those with a result."""
        return self.exclude(closed_on=None)

    def before(self, campaign: Campaign) -> Self:
        """The closed ones that closed before a closed one, with their results, the latest first."""
        earlier = Q(closed_on__lt=campaign.closed_on) | Q(closed_on=campaign.closed_on, pk__lt=campaign.pk)
        rows = self.closed().filter(earlier).select_related("framework_version", "result")
        return rows.order_by("-closed_on", "-pk")

    def locked(self, pk: int) -> Campaign:
        """One with who asks and its framework, which nobody else changes until the transaction ends."""
        related = ("organisation", "partnership", "framework_version")
        found: Campaign = self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)
        return found

    def due_to_close(self, on: date) -> Self:
        """The open ones whose last day lies before a day."""
        return self.open().filter(closes_on__lt=on)


class Campaign(models.Model):
    """One organisation asks its people with one framework version, from one day to another, both included.

    Or the members of a `partnership` ask theirs together how they work with each other: a relationship review. It
    has no organisation, so that nothing counts it among what an organisation asked.

    A draft asks nobody until it is launched; then whom it asks, its kind and its smallest group stand for good. It
    asks the `people` named; without any, those of the `units` (and of the units below them) and `levels`; without
    these, everybody. A review asks people of all members, `only_with_part` those with a role or a seat in the
    partnership. `sample_size` is how many of them are drawn by lot, None for all. `population` is how many
    could be asked at the launch, `asked` how many were: fewer only where lots were drawn.

    It takes no more answers once it is closed. `counting_since` is from when its answers are counted, None before and
    after; `closed_on`, the day of its closing, is there with its result.

    `translations` holds title and opening words by the code of a language, as far as they were written in it.

    Who hasn't answered is reminded `reminders` times, every `reminder_days` days, and once more on the day before
    the last one with `last_call`; `reminded_on` is the day of the newest reminder. Before `reminders_from` no day of
    a plan counts that was changed while the survey ran. `previous` is the round before.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="campaigns")
    partnership = models.ForeignKey(
        Partnership, models.PROTECT, null=True, related_name="reviews", verbose_name=_("partnership")
    )
    framework_version = models.ForeignKey(FrameworkVersion, models.PROTECT, related_name="campaigns")
    title = models.CharField(_("title"), max_length=200)
    mode = models.CharField(_("kind"), max_length=12, choices=Mode.choices, default=Mode.CONFIDENTIAL)
    minimum_group = models.PositiveSmallIntegerField(
        _("smallest group shown"), default=FLOOR, validators=[MinValueValidator(FLOOR)]
    )
    opening_text = models.TextField(_("opening words"), blank=True)
    translations = models.JSONField(_("in other languages"), default=dict, blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    launched_on = models.DateField(_("launched on"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    counting_since = models.DateTimeField(_("being counted since"), null=True, blank=True, editable=False)
    population = models.PositiveIntegerField(_("people who could be asked"), default=0, editable=False)
    asked = models.PositiveIntegerField(_("people asked"), default=0, editable=False)
    units = models.ManyToManyField(Unit, blank=True, related_name="+", verbose_name=_("units"))
    levels = models.JSONField(_("levels"), default=list, blank=True)
    people = models.ManyToManyField(Person, blank=True, related_name="+", verbose_name=_("people"))
    only_with_part = models.BooleanField(_("only those with a part"), default=False, editable=False)
    sample_size = models.PositiveIntegerField(_("drawn by lot"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(
        _("reminders"), default=USUAL_REMINDERS, validators=[MaxValueValidator(MOST_REMINDERS)]
    )
    reminder_days = models.PositiveSmallIntegerField(
        _("days between reminders"), default=USUAL_DAYS, validators=[MinValueValidator(FEWEST_DAYS)]
    )
    last_call = models.BooleanField(_("last call"), default=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    reminders_from = models.DateField(_("reminders from"), null=True, blank=True, editable=False)
    previous = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("round before"),
    )
    started_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+", editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        verbose_name = _("readiness survey")
        verbose_name_plural = _("readiness surveys")
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, partnership=None)
                | Q(organisation=None, partnership__isnull=False),
                name="campaign_is_of_an_organisation_or_of_partners",
            ),
            models.CheckConstraint(
                condition=Q(partnership=None) | Q(mode=Mode.CONFIDENTIAL), name="review_is_confidential"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(partnership__isnull=False, launched_on__isnull=False, closed_on=None),
                name="one_open_review_of_a_partnership",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")), name="campaign_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(minimum_group__gte=FLOOR), name="campaign_shows_no_group_under_five"
            ),
            models.CheckConstraint(
                condition=Q(asked=0) | Q(mode=Mode.NAMED) | Q(asked__gte=FLOOR),
                name="under_five_asked_only_by_name",
            ),
            models.CheckConstraint(
                condition=Q(launched_on__isnull=False)
                | Q(closed_on=None, asked=0, population=0, reminded_on=None),
                name="draft_has_asked_nobody",
            ),
            models.CheckConstraint(
                condition=Q(counting_since=None) | Q(launched_on__isnull=False, closed_on=None),
                name="counted_is_what_was_asked_and_has_no_result",
            ),
            models.CheckConstraint(condition=Q(asked__lte=F("population")), name="nobody_asked_twice"),
            models.CheckConstraint(
                condition=Q(sample_size=None) | Q(sample_size__gte=1), name="sample_is_somebody"
            ),
            models.CheckConstraint(
                condition=Q(reminders__lte=MOST_REMINDERS, reminder_days__gte=FEWEST_DAYS),
                name="reminders_are_few_and_apart",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "closed_on"], name="campaign_by_owner_and_day")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page."""
        return address_of("readiness:review" if self.is_review else "readiness:campaign", self.pk)

    def words_in(self, language: str) -> dict[str, str]:
        """Title and opening words in a language; each in the main one where it was not written in that."""
        written = self.translations.get(language, {})
        main = {"title": self.title, "opening_text": self.opening_text}
        return {name: written.get(name) or text for name, text in main.items()}

    @property
    def is_review(self) -> bool:
        """Whether the members of a partnership ask together."""
        return self.partnership_id is not None

    @property
    def asker(self) -> Organisation | Partnership:
        """Who asks."""
        return cast(Partnership, self.partnership) if self.is_review else self.owner

    @property
    def owner(self) -> Organisation:
        """The organisation that asks its own people; a review has none."""
        return cast(Organisation, self.organisation)

    @property
    def scope(self) -> dict[str, Any]:
        """Whose it is, as the record of changes names it."""
        return {"organisation": self.organisation, "partnership": self.partnership}

    def group_of(self, person: Person) -> Organisation | Unit | None:
        """With whom somebody's answers can be counted: their unit, or in a review their organisation."""
        return person.organisation if self.is_review else person.unit

    @property
    def is_confidential(self) -> bool:
        """Whether answers are kept without names."""
        return self.mode == Mode.CONFIDENTIAL

    @property
    def is_over(self) -> bool:
        """Whether it is closed: with a result, or being counted."""
        return self.closed_on is not None or self.counting_since is not None

    def takes_answers(self, on: date) -> bool:
        """Whether it can be answered on a day: launched, between its days, and not closed before."""
        return self.state(on) == State.OPEN and on <= self.closes_on

    def state(self, on: date) -> State:
        """Where it stands on a day. One whose last day has passed counts as open until it is closed."""
        if self.launched_on is None:
            return State.DRAFT
        if self.closed_on is not None:
            return State.CLOSED
        if self.counting_since is not None:
            return State.COUNTING
        return State.SCHEDULED if on < self.opens_on else State.OPEN


class InvitationQuerySet(access.ScopedQuerySet):
    """Invitations."""

    def visible_to(self, user: Any) -> Self:
        """Those of named surveys, for leads of the organisation: who answered a confidential one is private."""
        return self.filter(campaign__in=Campaign.objects.manageable_by(user), campaign__mode=Mode.NAMED)

    def unanswered(self, on: date) -> Self:
        """Those that can still be answered on a day, of people who are there then."""
        gone = Q(person__left_on__isnull=False, person__left_on__lte=on)
        open_then = Campaign.objects.open().filter(opens_on__lte=on, closes_on__gte=on)
        return self.filter(campaign__in=open_then, answered=False).exclude(gone)


class Invitation(models.Model):
    """A person asked. The link's token is made from `nonce` with the site's key; only its hash is kept here.

    Neither a time nor anything about the answers is kept: `answered` alone stops reminders and second answers.
    `unit` is where they were at the launch: would counts follow people who move, a move could tell who has answered.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    answered = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "person"], name="one_invitation_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.person}"
