"""Who changed what, when: sentences, the fields of each row before and after, and the seals over both."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, noting, reach
from partnering.models.append_only import AppendOnly, AppendOnlyQuerySet
from partnering.models.meeting_decisions import Decision
from partnering.models.meetings import AgendaItem, Attendance, Meeting
from partnering.models.organisations import Organisation
from partnering.models.partnerships import Partnership
from partnering.models.people import Person, User


class RecordedQuerySet(AppendOnlyQuerySet):
    """What the record of changes says."""

    def visible_to(self, user: Any) -> Self:
        """Joint entries for all parts of a partnership, internal ones for the organisation's leads.

        What was done to minutes before all might read them is left to the partnership's managers.
        """
        person = access.person_of(user)
        if person is None:
            return self.none()
        managed = reach.managed(user)
        part = Q(partnership__in=access.partnerships_of(user)) & self.told_to_partners()
        seen = Q(organisation=None) & (managed | part)
        if access.leads_organisation(user, person.organisation_id):
            seen |= Q(organisation=person.organisation_id)
        return self.filter(seen)

    def told_to_partners(self) -> Q:
        """A filter for joint entries that are no drafts of minutes.

        Nor do they tell who is invited: a guest may be somebody whom partners see as a number only.
        """
        # By cases, since the opposite of "has such a word" is neither true nor false where PostgreSQL finds no words.
        other = Case(When(self.about_minutes(), then=False), default=True, output_field=models.BooleanField())
        shown = Q(other, thing=Meeting._meta.label_lower) | _published(Meeting, "")
        for model in (AgendaItem, Decision):
            shown |= _published(model, "meeting__")
        kinds = [model._meta.label_lower for model in (Meeting, AgendaItem, Decision, Attendance)]
        return ~Q(thing__in=kinds) | shown

    def about_minutes(self) -> Q:
        """A filter for entries that hold words of minutes."""
        raise NotImplementedError


def _published(model: type[models.Model], meeting: str) -> Q:
    """A filter for entries about rows of a table whose minutes all could read by then."""
    rows = model._base_manager.annotate(key=Cast("pk", models.CharField()))
    by_then = {f"{meeting}minutes_published_at__lte": OuterRef("at")}
    return Q(Exists(rows.filter(key=OuterRef("thing_pk"), **by_then)), thing=model._meta.label_lower)


class AuditQuerySet(RecordedQuerySet):
    """Sentences."""

    def about_minutes(self) -> Q:
        """Those that tell the minutes before and after."""
        return Q(details__after__has_key="minutes")


class RowChangeQuerySet(RecordedQuerySet):
    """Changes of rows, as the audit library hands them over."""

    def about_minutes(self) -> Q:
        """Those in which the minutes changed, and new meetings that came with minutes."""
        empty = Q(action=RowChange.Action.CREATE, changes__minutes__1="")
        return Q(changes__has_key="minutes") & ~empty

    def log_create(self, instance: models.Model, force_log: bool = False, **given: Any) -> RowChange | None:
        """Note one change that the library heard of; None when nothing differs."""
        changes = given["changes"]
        if changes is None:
            return None
        row = RowChange.of(instance, action=given["action"], changes=changes)
        row.save()
        return row

    def log_m2m_changes(self, changed: Any, instance: models.Model, operation: str, name: str) -> None:
        """Note what was added to or taken from a list of a row."""
        things = [str(one) for one in changed]
        if things:
            change = [None, things] if operation == "add" else [things, None]
            RowChange.of(instance, action=RowChange.Action.UPDATE, changes={name: change}).save()


class Recorded(AppendOnly):
    """What a sentence and a row's change have in common. Names stay when their things are gone."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)
    actor_name = models.CharField(max_length=300, blank=True)
    thing = models.CharField(max_length=60)
    thing_pk = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    organisation = models.ForeignKey(
        Organisation, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    partnership = models.ForeignKey(
        Partnership, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    event = models.CharField(max_length=16, blank=True, db_index=True)

    SEALED: ClassVar[tuple[str, ...]] = (
        *("id", "at", "actor_id", "actor_name", "thing", "thing_pk", "label"),
        *("organisation_id", "partnership_id", "event"),
    )
    """The fields under the seal. A field that comes later must not join them, or old seals would break."""

    class Meta:
        abstract = True
        ordering = ["-at", "-pk"]


class AuditEntry(Recorded):
    """One change in words: who did which verb to which thing. Never written for what a survey's respondent does."""

    verb = models.CharField(max_length=60)
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = AuditQuerySet.as_manager()

    SEALED = (*Recorded.SEALED, "verb", "details")

    class Meta(Recorded.Meta):
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["thing", "thing_pk"], name="audit_by_thing")]

    def __str__(self) -> str:
        return f"{self.verb}: {self.label}"


class RowChange(Recorded):
    """One row that was added, changed or deleted, with each field before and after, noted by the audit library."""

    class Action(models.IntegerChoices):
        """As the library numbers them."""

        CREATE = 0, _("added")
        UPDATE = 1, _("changed")
        DELETE = 2, _("deleted")

    action = models.PositiveSmallIntegerField(choices=Action.choices)
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = RowChangeQuerySet.as_manager()

    SEALED = (*Recorded.SEALED, "action", "changes")

    class Meta(Recorded.Meta):
        verbose_name = _("change of a row")
        verbose_name_plural = _("changes of rows")
        indexes = [models.Index(fields=["thing", "thing_pk"], name="row_change_by_thing")]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.label}"

    @classmethod
    def of(
        cls, instance: models.Model, *, action: int, changes: dict[str, Any], alone: bool = False
    ) -> RowChange:
        """A change of this row by whoever acts now, not saved yet; `alone` when no sentence will tell of it."""
        thing, pk = instance._meta.label_lower, str(instance.pk)
        organisation, partnership = noting.scope_of(instance)
        actor, name = actor_of(noting.whoever_acts())
        return cls(
            actor=actor,
            actor_name=name,
            thing=thing,
            thing_pk=pk,
            label=str(instance)[:300],
            organisation_id=organisation,
            partnership_id=partnership,
            event=noting.event_of(thing, pk, told=alone),
            action=action,
            changes=changes,
        )


class UnseenQuerySet(AppendOnlyQuerySet):
    """Rows that are no page's business."""

    def visible_to(self, user: Any) -> Self:
        """Nobody's."""
        return self.none()


class AuditSeal(AppendOnly):
    """The seal over one entry: numbered without gaps, and made with the seal before."""

    class Source(models.TextChoices):
        """Which table the entry is in."""

        SENTENCE = "sentence"
        ROW = "row"

    number = models.PositiveBigIntegerField(primary_key=True)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_pk = models.BigIntegerField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = UnseenQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("seal of an audit entry")
        verbose_name_plural = _("seals of audit entries")
        constraints = [models.UniqueConstraint(fields=["source", "source_pk"], name="each_entry_sealed_once")]

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


SETTLES_AFTER = 86_400
"""Seconds: longer than any transaction lasts."""


class SealLock(models.Model):
    """One row, locked by whoever seals, so that there is one sealer at a time."""

    settled = models.JSONField(default=dict)
    """By table: the key up to which every entry has its seal (`upto`), and the next such key, which waits (`next`)
    since a moment (`since`)."""

    objects = UnseenQuerySet.as_manager()

    class Meta:
        verbose_name = _("lock of the sealer")
        verbose_name_plural = _("locks of the sealer")

    def __str__(self) -> str:
        return "lock"

    def settled_upto(self, source: str) -> int:
        """The key up to which every entry of a table has its seal."""
        return int(self.settled.get(source, {}).get("upto", 0))

    def settle(self, source: str, newest: int, now: float) -> bool:
        """Take in that every entry that can be seen has its seal, up to the newest one; whether that says more.

        An entry may come to light after later ones, when its transaction ends. So a key waits for as long as no
        transaction lasts before it counts.
        """
        waiting = self.settled.get(source, {})
        if waiting and now - waiting["since"] < SETTLES_AFTER:
            return False
        self.settled[source] = {"upto": waiting.get("next", 0), "next": newest, "since": now}
        return True


def actor_name(user: User | None) -> str:
    """The name under which somebody stands in the record: their person's, or else their address."""
    if user is None:
        return ""
    person = access.person_of(user)
    return (person.name if person else user.email)[:300]


def actor_of(who: User | Person | None) -> tuple[User | None, str]:
    """The account and the name that stand in the record; a person who answers a mail may have no account."""
    if isinstance(who, Person):
        return who.user, who.name[:300]
    return who, actor_name(who)
