"""Answers: sealed while a campaign is open, in rows once it is closed. Nothing here leads to an invitation."""

from __future__ import annotations

from typing import Any, Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.choices import Level
from partnering.models import Person, Unit
from readiness.choices import Mode
from readiness.models.campaigns import Campaign
from readiness.scoring import Value


class NobodysQuerySet(access.ScopedQuerySet):
    """Rows that no page shows to anybody."""

    def visible_to(self, user: Any) -> Self:
        """None, whoever asks."""
        return self.none()


class Draft(models.Model):
    """Answers not sent yet, encrypted with a key made from the link's token, under a name made from it as well.

    Without the token, which the database doesn't hold, it can be neither read nor laid to anybody.
    """

    name = models.CharField(max_length=64, primary_key=True)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    content = models.BinaryField()

    objects = NobodysQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(_("Draft"))


class SealedResponse(models.Model):
    """One sent set of answers in the box of an open campaign. Its content moves among the box's rows.

    `place` numbers them from 0 without a gap, so that a few can be drawn without looking at all.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    content = models.JSONField()

    objects = NobodysQuerySet.as_manager()

    class Meta:
        verbose_name = _("sealed response")
        verbose_name_plural = _("sealed responses")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "place"], name="one_set_of_answers_in_a_place")
        ]

    def __str__(self) -> str:
        return str(_("Sealed response"))


class ResponseQuerySet(access.ScopedQuerySet):
    """Responses."""

    def visible_to(self, user: Any) -> Self:
        """Those of named surveys, for leads of the organisation; single confidential ones are nobody's to see."""
        return self.filter(campaign__in=Campaign.objects.manageable_by(user), campaign__mode=Mode.NAMED)


class Response(models.Model):
    """One respondent's answers in a closed campaign.

    A confidential one has no person, and unit and level only as its respondent agreed to give them and as long as
    enough others share them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="responses")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.SET_NULL, null=True, related_name="+")
    level = models.CharField(max_length=20, choices=Level.choices, blank=True)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("response")
        verbose_name_plural = _("responses")

    def __str__(self) -> str:
        return str(self.person or _("Response"))


class AnswerQuerySet(access.ScopedQuerySet):
    """Answers."""

    def visible_to(self, user: Any) -> Self:
        """Those of responses that the user may see."""
        return self.filter(response__in=Response.objects.visible_to(user))


class Answer(models.Model):
    """One answer: a number of the framework's scale, `dk` for don't know or `na` for not applicable."""

    # Its index is that of the constraint below: another one would make closing a survey a third slower.
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.CharField(max_length=50)
    value = models.CharField(max_length=3)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["response", "question"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["response", "question"], name="one_answer_to_a_question")
        ]

    def __str__(self) -> str:
        return f"{self.question}: {self.value}"

    @property
    def given(self) -> Value:
        """The answer as scoring takes it."""
        return self.value if self.value in ("dk", "na") else int(self.value)  # type: ignore[return-value]


class CommentQuerySet(access.ScopedQuerySet):
    """Comments."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's organisation's closed surveys, for those who read its results, and of one's reviews."""
        reviews = Campaign.objects.reviews_visible_to(user).closed()
        own = Campaign.objects.visible_to(user).closed()
        return self.filter(Q(campaign__in=own) | Q(campaign__in=reviews))


class Comment(models.Model):
    """What a respondent wrote in their own words, kept apart from the response, its unit and its level."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="comments")
    text = models.TextField(_("comment"))

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]
