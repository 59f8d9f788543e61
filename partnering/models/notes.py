"""What people put beside a thing: notes, files and tags. Each is its organisation's own, or joint where partners meet.

The thing is named by `kind` (the name of its model) and its key; `registry.attachables` says of what things there
can be notes, and who may see those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partnering import access, registry
from partnering.addresses import address_of
from partnering.models.organisations import Organisation
from partnering.models.people import Person

Rows = TypeVar("Rows", bound=models.QuerySet[Any])


class BesideQuerySet(access.ScopedQuerySet):
    """Notes and files."""

    def visible_to(self, user: Any) -> Self:
        """Beside things that one may see: one's own organisation's, and the joint ones."""
        return self._visible_to(user, registry.attachables)

    def visible_beside(self, user: Any, thing: models.Model) -> Self:
        """Those about one thing, as far as one may see them."""
        kind = str(thing._meta.model_name)
        return self.visible_about(user, kind).filter(thing_pk=thing.pk)

    def visible_about(self, user: Any, kind: str) -> Self:
        """Those about things of one kind (the name of its model), as far as one may see them."""
        return self._visible_to(user, [kind])

    def _visible_to(self, user: Any, kinds: Iterable[str]) -> Self:
        person = access.person_of(user)
        if person is None:
            return self.none()
        things = Q(pk__in=[])
        for kind in kinds:
            seen = registry.attachables[kind].visible(user).order_by()
            things |= Q(kind=kind, thing_pk__in=seen.values("pk"))
        whose = Q(organisation=person.organisation_id) | Q(joint=True)
        return self.filter(things, whose, deleted_at=None)

    def changeable_by(self, user: Any) -> Self:
        """Of what one sees, one's own and that of the organisation whose partnering one leads."""
        return self.visible_to(user).filter(self.changers(user))

    @staticmethod
    def changers(user: Any) -> Q:
        """A filter for what one has written, and for that of the organisation whose partnering one leads."""
        person = access.person_of(user)
        if person is None:
            return Q(pk__in=[])
        own = Q(author=person.pk)
        if access.leads_organisation(user, person.organisation_id):
            own |= Q(organisation=person.organisation_id)
        return own


class Beside(models.Model):
    """What notes and files share. What is deleted keeps its row, without its content, for the record."""

    kind = models.CharField(max_length=20)
    thing_pk = models.PositiveBigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    joint = models.BooleanField(_("for all partners"), default=False)
    created_at = models.DateTimeField(default=timezone.now)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects = BesideQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def thing(self) -> models.Model | None:
        """What it is about, whoever may see that."""
        attachable = registry.attachables.get(self.kind)
        return attachable.model()._base_manager.filter(pk=self.thing_pk).first() if attachable else None


class Note(Beside):
    """A few words beside a thing."""

    text = models.TextField(_("note"))
    edited_at = models.DateTimeField(null=True, editable=False)
    mentioned = models.ManyToManyField(Person, blank=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["kind", "thing_pk"], name="note_by_thing")]

    def __str__(self) -> str:
        return self.text[:80] or str(_("deleted note"))


class Attachment(Beside):
    """A file beside a thing. Its content lies under a random name, outside of what the web server serves."""

    name = models.CharField(_("name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    file = models.FileField(upload_to="attachments", blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("file")
        verbose_name_plural = _("files")
        indexes = [
            models.Index(fields=["kind", "thing_pk"], name="file_by_thing"),
            models.Index(fields=["organisation", "deleted_at"], name="file_by_organisation"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is downloaded."""
        return address_of("partnering:file", self.pk)


class TagQuerySet(access.ScopedQuerySet):
    """Tags."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation."""
        person = access.person_of(user)
        return self.filter(organisation=person.organisation_id) if person else self.none()

    def of(self, thing: models.Model) -> Self:
        """Those that a thing bears."""
        return self.filter(uses__kind=thing._meta.model_name, uses__thing_pk=thing.pk)

    def on_any(self, kind: str) -> Self:
        """Those that any thing of a kind bears."""
        return self.filter(pk__in=TagUse.objects.filter(kind=kind).values("tag"))


class Tag(models.Model):
    """A label that an organisation sticks on things for itself; no other sees it."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tags")
    name = models.CharField(_("name"), max_length=40)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(
                "organisation", Lower("name"), name="tag_name_is_unique_in_its_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def bearers(self, rows: Rows) -> Rows:
        """Of these rows, those that bear it."""
        uses = self.uses.filter(kind=rows.model._meta.model_name)
        return rows.filter(pk__in=uses.values("thing_pk"))


class TagUseQuerySet(access.ScopedQuerySet):
    """Tags on things."""

    def visible_to(self, user: Any) -> Self:
        """Those of one's own organisation."""
        return self.filter(tag__in=Tag.objects.visible_to(user))


class TagUse(models.Model):
    """A tag on a thing."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="uses")
    kind = models.CharField(max_length=20)
    thing_pk = models.PositiveBigIntegerField()

    objects = TagUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("tag on a thing")
        verbose_name_plural = _("tags on things")
        constraints = [
            models.UniqueConstraint(fields=["tag", "kind", "thing_pk"], name="a_thing_bears_a_tag_once")
        ]
        indexes = [models.Index(fields=["kind", "thing_pk"], name="tag_by_thing")]

    def __str__(self) -> str:
        return f"{self.tag}: {self.kind} {self.thing_pk}"
