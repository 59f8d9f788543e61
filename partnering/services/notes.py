"""Notes beside things: writing, mentioning, changing, deleting."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access, registry
from partnering.errors import DomainError, NotAllowed
from partnering.mentions import mentioned_in
from partnering.models import Note, Partnership, Person, User
from partnering.services.audit import record
from partnering.services.changes import change
from partnering.services.outbox import queue_message

LONGEST = 10_000


def author_of(by: User) -> Person:
    """The person who writes; raises NotAllowed for an account without one."""
    person = access.person_of(by)
    if person is None:
        raise NotAllowed(_("Only people of an organisation can do this."))
    return person


def scope_of(beside: Any) -> dict[str, Any]:
    """Whose the entry in the record is: joint with its partnership, or internal to its organisation."""
    thing = beside.thing
    if beside.joint and thing is not None:
        return {"partnership": partnership_of(thing)}
    return {"organisation": beside.organisation}


def partnership_of(thing: models.Model) -> Partnership | None:
    """The partnership whose members may share what is beside a thing; None where there is none."""
    attachable = registry.attachables.get(thing._meta.model_name or "")
    return attachable.partnership(thing) if attachable else None


def check_joint(thing: models.Model, joint: bool) -> None:
    """Refuse to share with partners what is beside something that is no partnership's."""
    if joint and partnership_of(thing) is None:
        raise DomainError(_("This belongs to no partnership, so it can't be shared with partners."))


def people_to_mention(user: User, thing: models.Model, *, joint: bool) -> Any:
    """Whom a note beside a thing may mention: people with an account whom the user sees, colleagues unless joint."""
    rows = Person.objects.visible_to(user).present().filter(user__is_active=True)
    return rows if joint else rows.filter(organisation=author_of(user).organisation_id)


def checked(text: str) -> str:
    """The words of a note, without blanks around them; raises DomainError when they are too many."""
    text = text.strip()
    if len(text) > LONGEST:
        words = {"count": len(text), "most": LONGEST}
        raise DomainError(
            _("This has %(count)d letters, and a note holds %(most)d. Shorten it, or attach it as a file.")
            % words
        )
    return text


@transaction.atomic
def add_note(
    *, thing: models.Model, text: str, by: User, joint: bool = False, at: datetime | None = None
) -> Note:
    """A note beside a thing; who is mentioned in it gets a mail, if they may see it."""
    author = author_of(by)
    check_joint(thing, joint)
    note = Note.objects.create(
        kind=thing._meta.model_name or "",
        thing_pk=thing.pk,
        organisation=author.organisation,
        author=author,
        joint=joint,
        text=checked(text),
        created_at=at or timezone.now(),
    )
    _mention(note, thing, by)
    record(by=by, verb="wrote", thing=note, **scope_of(note), about=str(thing))
    return note


@transaction.atomic
def edit_note(*, note: Note, text: str, by: User) -> Note:
    """Change one's own words; what they were stays in the record."""
    if note.author != author_of(by):
        raise NotAllowed(_("Only who wrote a note can change it."))
    changed = change(note, by=by, text=checked(text), **scope_of(note))
    note.edited_at = timezone.now()
    note.save(update_fields=["edited_at"])
    thing = note.thing
    if thing is not None:
        _mention(note, thing, by)
    return changed


@transaction.atomic
def delete_note(*, note: Note, by: User) -> None:
    """Take a note away. That there was one, and who deleted it, stays in the record."""
    record(by=by, verb="deleted", thing=note, **scope_of(note))
    note.text, note.deleted_at = "", timezone.now()
    note.save(update_fields=["text", "deleted_at"])
    note.mentioned.clear()


def _mention(note: Note, thing: models.Model, by: User) -> None:
    """Note who is mentioned, and write to those who were not before and may see the note."""
    if "@" not in note.text:
        note.mentioned.clear()
        return
    people = {one.pk: one for one in people_to_mention(by, thing, joint=note.joint).select_related("user")}
    named = mentioned_in(note.text, {pk: one.name for pk, one in people.items()})
    before = set(note.mentioned.values_list("pk", flat=True))
    allowed = [pk for pk in named if Note.objects.visible_to(people[pk].user).filter(pk=note.pk).exists()]
    note.mentioned.set(allowed)
    for pk in allowed:
        person = people[pk]
        if pk not in before and person.email and person.user != by:
            queue_message(key=f"mention:{note.pk}:{pk}", kind="mention", to_person=person, subject_id=note.pk)
