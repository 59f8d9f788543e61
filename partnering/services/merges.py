"""Bringing together what was found twice, and taking that back for thirty days.

The row that goes stays as a signpost: `merged_into` leads from its address to the one that is kept. Nobody may gain
sight of anything by a merge: whoever merges must be able to give each role that changes hands by other means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partnering import access, queries, registry, trees
from partnering.choices import RoleKind, TwinKind
from partnering.errors import DomainError, NotAllowed
from partnering.models import Apart, Membership, Merge, Organisation, Partnership, Person, Role, Seat, User
from partnering.services.absorbing import Journal, absorb, put_back, relations_to
from partnering.services.audit import record

PERSON_FIELDS = (
    "name",
    "email",
    "unit",
    "job_title",
    "level",
    "phone",
    "language",
    "time_zone",
    "joined_on",
    "left_on",
)
ORGANISATION_FIELDS = ("name", "kind", "sector", "country", "website", "parent", "contractor_of")
GONE = "gone"


def mark_apart(*, kind: str, first: int, second: int, by: User) -> Apart:
    """Remember that two rows are two, so that they are not proposed again."""
    low, high = sorted((first, second))
    return Apart.objects.get_or_create(kind=kind, low=low, high=high, defaults={"by": by})[0]


@transaction.atomic
def merge_people(
    *, kept: Person, gone: Person, by: User, take: Mapping[str, str] | None = None, account: str = "kept"
) -> Merge:
    """Let `gone` go into `kept`. `take` names the fields whose value comes from the other ("gone").

    `account` says whose account stays when both have one; the other is closed.
    """
    _lock(Person, kept, gone)
    if kept.organisation_id != gone.organisation_id or not access.keeps_register(by, kept.organisation):
        raise NotAllowed(_("Only who keeps their register can merge two people of one organisation."))
    _refuse(kept, gone)
    stays = gone.user if gone.user and (account == GONE or kept.user is None) else kept.user
    if stays is not None:
        _check_sight_of_people(kept if stays == gone.user else gone, by)
    journal = Journal()
    _settle_account(kept, gone, stays, journal)
    values = _chosen(PERSON_FIELDS, kept, gone, take or {})
    journal.set(gone, merged_into_id=kept.pk, email="")
    _absorb(kept, gone, journal, values)
    merge = Merge(kind=TwinKind.PERSON, kept_person=kept, gone_person=gone, register=kept.organisation)
    return _finish(merge, kept, gone, journal, by)


@transaction.atomic
def merge_organisations(
    *, kept: Organisation, gone: Organisation, by: User, take: Mapping[str, str] | None = None
) -> Merge:
    """Let `gone` go into `kept`, with its units, people and all else."""
    _lock(Organisation, kept, gone)
    if not (access.keeps_register(by, kept) and access.keeps_register(by, gone)):
        raise NotAllowed(_("Only who keeps both registers can merge two organisations."))
    _check_sight_of_organisations(kept, gone, by)
    _refuse(kept, gone)
    journal = Journal()
    above = {
        f"{name}_id": getattr(gone, f"{name}_id")
        for name in ("parent", "contractor_of")
        if getattr(kept, f"{name}_id") == gone.pk
    }
    values = _chosen(ORGANISATION_FIELDS, kept, gone, take or {}) | {
        name: None if value == kept.pk else value for name, value in above.items()
    }
    for name in ("parent_id", "contractor_of_id"):
        if values.get(name) in (kept.pk, gone.pk):
            values[name] = None
    _check_between(kept, gone, values)
    journal.set(gone, merged_into_id=kept.pk, steward_id=None)
    _absorb(kept, gone, journal, values)
    merge = Merge(kind=TwinKind.ORGANISATION, kept_organisation=kept, gone_organisation=gone, register=kept)
    return _finish(merge, kept, gone, journal, by)


@transaction.atomic
def undo_merge(*, merge: Merge, by: User, now: datetime | None = None) -> Merge:
    """Put everything back as it was; refuses when something that was moved has been changed since."""
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at is not None:
        raise DomainError(_("This merge has been undone already."))
    if not Merge.objects.undoable(now).filter(pk=merge.pk).exists():
        raise DomainError(_("A merge can be undone for 30 days. That time is over."))
    try:
        with transaction.atomic():
            put_back(merge.steps)
    except IntegrityError as error:
        raise DomainError(
            _(
                "Something new stands where the old would go back, such as the same name or address. Change that first."
            )
        ) from error
    merge.undone_at = now or timezone.now()
    merge.steps = []
    merge.save(update_fields=["undone_at", "steps"])
    record(by=by, verb="undid the merge of", thing=merge, organisation=merge.register)
    return merge


def forget_old_merges(*, now: datetime) -> int:
    """Delete what is kept for undoing merges whose time is over. Returns how many there were."""
    return Merge.objects.expired(now).delete()[0]


def what_moves(kept: models.Model, gone: models.Model, user: User) -> list[tuple[str, int]]:
    """What would move, by kind, as far as the user sees it: the name of each kind and how many."""
    found: Counter[str] = Counter()
    for relation in relations_to(type(gone)):
        table = relation.model
        rows = table._default_manager.filter(**{relation.name: gone.pk})
        if isinstance(rows, access.ScopedQuerySet):
            try:
                rows = rows.visible_to(user)
            except NotImplementedError:
                continue
        elif not table._meta.auto_created:
            continue
        if count := rows.count():
            found[str(table._meta.verbose_name if count == 1 else table._meta.verbose_name_plural)] += count
    return sorted(found.items())


def _lock(table: type[models.Model], kept: models.Model, gone: models.Model) -> None:
    """Lock both, the lower key first, and read them anew."""
    if kept.pk == gone.pk:
        raise DomainError(_("These are the same already."))
    for one in sorted((kept, gone), key=lambda row: row.pk):
        one.refresh_from_db(from_queryset=table._base_manager.select_for_update())
        if one.merged_into_id is not None:  # type: ignore[attr-defined]
            raise DomainError(_("“%(name)s” has been merged already.") % {"name": one})


def _refuse(kept: models.Model, gone: models.Model) -> None:
    """Ask the other apps what speaks against it."""
    for objection in registry.merge_objections:
        if reason := objection(kept, gone):
            raise DomainError(reason)


def _check_sight_of_people(gives: Person, by: User) -> None:
    """The account that stays gains what `gives` holds; refuse what the merging user could not give away."""
    text = _(
        "One of them holds a role or seat that you can't give to somebody else. Ask whoever can to end it first."
    )
    for role in Role.objects.filter(access.lasting_beyond(access.today()), person=gives).select_related(
        "partnership"
    ):
        if role.partnership is None:
            allowed = access.may_open_internals(by, gives.organisation)
        else:
            allowed = role.kind in queries.kinds_to_give(by, role.partnership) and _is_part_of(
                by, role.partnership
            )
        if not allowed:
            raise DomainError(text)
    seats = Seat.objects.filter(access.lasting_beyond(access.today()), person=gives)
    for partnership in Partnership.objects.filter(groups__seats__in=seats).distinct():
        if not (queries.kinds_to_give(by, partnership) and _is_part_of(by, partnership)):
            raise DomainError(text)


def _is_part_of(user: User, partnership: Partnership) -> bool:
    return Partnership.objects.visible_to(user).filter(pk=partnership.pk).exists()


def _check_sight_of_organisations(kept: Organisation, gone: Organisation, by: User) -> None:
    """Nobody but the merging user's own colleagues may sign in there, and only into what the user may open."""
    person = access.person_of(by)
    own = person.organisation_id if person else None
    if gone.pk == own:
        raise DomainError(_("Your own organisation has to be the one that stays."))
    for one in (kept, gone):
        if one.pk != own and (
            Person.objects.filter(organisation=one, user__isnull=False).exists()
            or Role.objects.filter(person__organisation=one, kind=RoleKind.PARTNERING_LEAD).exists()
        ):
            raise DomainError(
                _(
                    "Somebody of “%(name)s” signs in or leads its partnering. Only such a lead may decide on it."
                )
                % {"name": one}
            )
    if kept.pk != own:
        return
    members = Membership.objects.filter(access.lasting_beyond(access.today(), end="left_on"))
    ours = members.filter(organisation=kept).values("partnership")
    theirs = members.filter(organisation=gone).values("partnership")
    opened = Partnership.objects.filter(pk__in=theirs).exclude(pk__in=ours)
    if opened.exclude(pk__in=Partnership.objects.manageable_by(by).values("pk")).exists():
        raise DomainError(
            _("It is a member of a partnership in which yours is none. Ask that partnership's manager first.")
        )


def _check_between(kept: Organisation, gone: Organisation, values: dict[str, Any]) -> None:
    """Refuse when a third one lies between them, above either, which would come to lie in itself."""
    for name in ("parent", "contractor_of"):
        rows = Organisation._base_manager.exclude(**{name: None}).values_list("pk", name)
        parents = {pk: kept.pk if above == gone.pk else above for pk, above in rows if pk != gone.pk}
        above = values.get(f"{name}_id", parents.get(kept.pk))
        if trees.would_circle(parents, kept.pk, above):
            raise DomainError(_("A third organisation stands between them. Change what it is part of first."))


def _chosen(names: tuple[str, ...], kept: Any, gone: Any, take: Mapping[str, str]) -> dict[str, Any]:
    columns = {name: type(kept)._meta.get_field(name).attname for name in names}
    return {columns[name]: getattr(gone, columns[name]) for name in names if take.get(name) == GONE}


def _settle_account(kept: Person, gone: Person, stays: User | None, journal: Journal) -> None:
    """Give the account that stays to who stays, and close the other, which remains with the signpost."""
    closes = kept.user if stays == gone.user else gone.user
    if closes is not None:
        journal.set(closes, is_active=False)
    if stays is not None and stays == gone.user:
        mine, theirs = kept.user_id, gone.user_id
        journal.set(kept, user_id=None)
        journal.set(gone, user_id=mine) if mine else journal.set(gone, user_id=None)
        journal.set(kept, user_id=theirs)


def _absorb(kept: models.Model, gone: models.Model, journal: Journal, values: dict[str, Any]) -> None:
    """Give `kept` the chosen values and all that is the other's; refuse what the database does not take."""
    try:
        with transaction.atomic():
            journal.set(kept, **values)
            absorb(kept, gone, journal)
    except IntegrityError as error:
        raise DomainError(
            _("Both hold something that can't be brought together by itself. End it for one of them first.")
        ) from error


def _finish(merge: Merge, kept: models.Model, gone: models.Model, journal: Journal, by: User) -> Merge:
    merge.label = _("%(gone)s → %(kept)s") % {"gone": gone, "kept": kept}
    merge.by, merge.steps = by, journal.steps
    merge.save()
    moved = Counter(str(apps.get_model(step["model"])._meta.verbose_name) for step in journal.steps)
    record(by=by, verb="merged", thing=merge, organisation=merge.register, moved=dict(moved))
    return merge
