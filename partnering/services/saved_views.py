"""Saved views: keep one, change it, let it go, open a list with it. Private conveniences, so no audit entry."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from partnering import access
from partnering.errors import DomainError
from partnering.models import DefaultView, Organisation, SavedView, User

LONGEST = 2000


@transaction.atomic
def save_view(*, listing: str, query: str, name: str, shared: bool, by: User) -> SavedView:
    """Keep what a list is narrowed to, for oneself or also for one's own organisation."""
    if len(query) > LONGEST:
        raise DomainError(_("These filters are too long to be kept. Shorten the search."))
    _refuse_second(by, listing, name)
    view: SavedView = SavedView.objects.create(
        owner=by, listing=listing, query=query, name=name, shared_with=_shared(by, shared)
    )
    return view


@transaction.atomic
def edit_view(*, view: SavedView, name: str, shared: bool, by: User) -> None:
    """Rename one's view, share it, or keep it to oneself again; then it is no colleague's default any more."""
    _refuse_second(by, view.listing, name, view)
    view.name, view.shared_with = name, _shared(by, shared)
    view.save()
    if not shared:
        DefaultView.objects.filter(view=view).exclude(user=by).delete()


@transaction.atomic
def delete_view(*, view: SavedView) -> None:
    """Let a view go; the lists that opened with it open as they did before."""
    view.delete()


@transaction.atomic
def toggle_default(*, view: SavedView, by: User) -> bool:
    """Open the list with this view from now on, or no longer; tells which."""
    found = DefaultView.objects.filter(user=by, listing=view.listing)
    if found.filter(view=view).exists():
        found.delete()
        return False
    DefaultView.objects.update_or_create(user=by, listing=view.listing, defaults={"view": view})
    return True


def _shared(by: User, shared: bool) -> Organisation | None:
    person = access.person_of(by)
    return person.organisation if shared and person else None


def _refuse_second(by: User, listing: str, name: str, but: SavedView | None = None) -> None:
    same = SavedView.objects.filter(owner=by, listing=listing, name=name)
    if same.exclude(pk=but.pk if but else None).exists():
        raise DomainError(_("You have a view with this name already. Choose another name."))
