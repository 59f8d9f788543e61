"""Making a framework of one's own: working on its draft, publishing versions, keeping them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.models import Organisation, User
from partnering.services.audit import record
from partnering.services.changes import change
from readiness import framework_editing as editing
from readiness.framework_drafts import Draft, draft_of, fault_of, framework_in, slug_of
from readiness.framework_editing import NotInDraft
from readiness.framework_tables import read_areas
from readiness.models import FrameworkVersion, OwnFramework
from readiness.services.frameworks import keep_framework

MOST_AREAS = 20
MOST_QUESTIONS = 200


@transaction.atomic
def make_framework(*, organisation: Organisation, name: str, draft: Draft, by: User | None) -> OwnFramework:
    """A framework of an organisation's own, as a draft; its versions count from 1."""
    content = {**draft, "name": name.strip(), "slug": slug_of(name), "version": 1}
    _check_size(content)
    own = OwnFramework.objects.create(organisation=organisation, name=content["name"], draft=content)
    record(by=by, verb="made", thing=own, organisation=organisation)
    return own


@transaction.atomic
def replace_draft(*, own: OwnFramework, draft: Draft, by: User) -> None:
    """Put a file's content in the draft's place; key and number of the version stay."""
    locked, present = _held(own)
    content = {**draft, "slug": present["slug"], "version": present["version"]}
    _check_size(content)
    _save(own, locked, content)
    record(by=by, verb="imported", thing=own, organisation=locked.organisation)


def with_questions_of(draft: Draft, text: str) -> Draft:
    """A draft with the questions of a CSV text in the place of its own; TableRefused tells each line that is wrong."""
    changed = copy.deepcopy(draft)
    editing.set_areas(changed, read_areas(text, changed))
    return changed


@transaction.atomic
def edit_draft(*, own: OwnFramework, by: User, verb: str, do: Callable[[Draft], Any], part: str = "") -> None:
    """Do something to the draft and note it under `verb`; `part` names what in it.

    DomainError when the draft was published, or the part removed, by somebody else meanwhile.
    """
    locked, present = _held(own)
    draft = copy.deepcopy(present)
    try:
        do(draft)
    except NotInDraft as error:
        raise DomainError(_("Somebody has removed this meanwhile. Go back and look again.")) from error
    _check_size(draft)
    if draft != present:
        _save(own, locked, draft)
        record(by=by, verb=verb, thing=own, organisation=locked.organisation, part=part)


def add_question(*, own: OwnFramework, area: str, by: User, values: Mapping[str, Any]) -> None:
    """A further question; its key was never used in an earlier version, so that nobody compares it with another."""
    edit_draft(
        own=own,
        by=by,
        verb="added",
        do=lambda draft: editing.add_question(draft, area, values, _keys_of_versions(own)),
        part=str(values["text"])[:100],
    )


@transaction.atomic
def publish_framework(*, own: OwnFramework, by: User, on: date) -> FrameworkVersion:
    """Make the draft a version that nobody can change any more."""
    locked, draft = _held(own)
    if locked.archived_on:
        raise DomainError(_("This framework is archived. Restore it first."))
    if why := why_not_publish(draft):
        raise DomainError(why)
    version = keep_framework(framework_in(draft), slug=locked.slug, own=locked, published_on=on)
    locked.draft = None
    locked.save(update_fields=["draft"])
    own.draft = None
    record(by=by, verb="published", thing=own, organisation=locked.organisation, version=version.version)
    return version


def why_not_publish(draft: Draft) -> str:
    """What has to be done before a draft can be published; '' when nothing."""
    if not draft["areas"]:
        return _("There is no area yet. Add one, with a question or more.")
    if empty := editing.empty_areas(draft):
        return _("“%(area)s” has no question yet. Add one, or remove the area.") % {"area": empty[0]}
    return fault_of(draft)


@transaction.atomic
def begin_next_version(*, own: OwnFramework, by: User) -> None:
    """A draft that begins as the newest version is."""
    locked = (
        OwnFramework.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=own.pk)
    )
    newest = locked.versions.order_by("-version").first()
    if locked.draft is not None or newest is None:
        raise DomainError(_("Somebody works on the next version already. It stands below."))
    if locked.archived_on:
        raise DomainError(_("This framework is archived. Restore it first."))
    _save(own, locked, draft_of(newest.framework) | {"version": newest.version + 1})
    record(by=by, verb="began", thing=own, organisation=locked.organisation, version=newest.version + 1)


@transaction.atomic
def discard_draft(*, own: OwnFramework, by: User) -> bool:
    """Throw the draft away; True when nothing of the framework is left, since it was never published."""
    locked, _draft = _held(own)
    record(by=by, verb="discarded", thing=locked, organisation=locked.organisation)
    if not locked.versions.exists():
        locked.delete()
        return True
    locked.draft = None
    locked.save(update_fields=["draft"])
    return False


@transaction.atomic
def archive_framework(*, own: OwnFramework, by: User, on: date) -> None:
    """Take it off the list of what is asked with. Surveys that ask with it go on, and results stay."""
    change(own, by=by, verb="archived", organisation=own.organisation, archived_on=on)


@transaction.atomic
def restore_framework(*, own: OwnFramework, by: User) -> None:
    """Put it back on the list."""
    change(own, by=by, verb="restored", organisation=own.organisation, archived_on=None)


def _held(own: OwnFramework) -> tuple[OwnFramework, Draft]:
    """The row with its draft, locked; DomainError when there is no draft any more."""
    rows = OwnFramework.objects.select_for_update(of=("self",)).select_related("organisation")
    locked: OwnFramework | None = rows.filter(pk=own.pk).first()
    if locked is None or locked.draft is None:
        raise DomainError(_("There is no draft any more: somebody has published or discarded it."))
    return locked, locked.draft


def _save(own: OwnFramework, locked: OwnFramework, draft: Draft) -> None:
    locked.draft, locked.name = draft, draft["name"]
    locked.save(update_fields=["draft", "name"])
    own.draft, own.name = draft, draft["name"]


def _keys_of_versions(own: OwnFramework) -> Sequence[str]:
    return [
        question.key
        for version in FrameworkVersion.objects.filter(own=own)
        for question in version.framework.questions
    ]


def _check_size(draft: Draft) -> None:
    questions = sum(len(area["questions"]) for area in draft["areas"])
    if len(draft["areas"]) > MOST_AREAS or questions > MOST_QUESTIONS:
        raise DomainError(
            _(
                "A survey of more than %(areas)s areas or %(questions)s questions is answered by nobody. Shorten it."
            )
            % {"areas": MOST_AREAS, "questions": MOST_QUESTIONS}
        )
