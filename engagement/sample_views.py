"""The views of lists that the sample's manager keeps."""

from __future__ import annotations

from partnering.models import User
from partnering.services.saved_views import save_view

VIEWS = (
    ("actions", "What is late", "state=late", True),
    ("actions", "Nobody's yet", "state=open&whose=nobody", False),
    ("people", "Senior sponsors", "role=senior+sponsor&sort=organisation", True),
)


def load_views(manager: User) -> None:
    """Keep them, some shared with the manager's organisation."""
    for listing, name, query, shared in VIEWS:
        save_view(listing=listing, name=name, query=query, shared=shared, by=manager)
