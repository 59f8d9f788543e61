"""The core's entries in the main navigation and in the tabs of its pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partnering import access
from partnering.models import Organisation, User
from partnering.registry import NavigationItem, Surface, Tab, navigation, surfaces, tabs

SURFACES = (
    ("organisations", "page", "partnering:organisations"),
    ("organisation", "page", "partnering:organisation"),
    ("units of an organisation", "page", "partnering:units"),
    ("people", "page", "partnering:people"),
    ("person", "page", "partnering:person"),
    ("partnerships", "page", "partnering:partnerships"),
    ("members and roles", "page", "partnering:members"),
    ("phases and checklists", "page", "partnering:phases"),
    ("working groups", "page", "partnering:groups"),
    ("working group", "page", "partnering:group"),
    ("actions", "page", "partnering:actions"),
    ("action", "page", "partnering:action"),
    ("preview of an import", "page", "partnering:import-file"),
    ("outcome of an import", "page", "partnering:import-done"),
    ("template of the import as CSV", "file", "partnering:import-template-csv"),
    ("template of the import as XLSX", "file", "partnering:import-template-xlsx"),
    ("invitation to sign in", "e-mail", "account_invitation"),
    ("new password", "e-mail", "password_reset"),
    ("code to sign in", "e-mail", "login_code"),
    ("account was locked", "e-mail", "account_locked"),
    ("account was changed", "e-mail", "account_changed"),
    ("one's own account", "page", "account"),
)


def _reads_register(user: User, organisation: Organisation) -> bool:
    person = access.person_of(user)
    own = person is not None and person.organisation_id == organisation.pk
    return own or access.keeps_register(user, organisation)


def register() -> None:
    """Put the core's entries where the frame of every page finds them."""
    navigation.extend(
        [
            NavigationItem("partnering:partnerships", _("Partnerships"), "handshake", order=20),
            NavigationItem("partnering:actions", _("Actions"), "list-checks", order=30),
            NavigationItem("partnering:organisations", _("Organisations"), "building-2", order=70),
            NavigationItem("partnering:people", _("People"), "users", order=80),
        ]
    )
    tabs.extend(
        [
            Tab("partnership", "partnering:phases", _("Phases"), "milestone", lambda one: one.slug, order=15),
            Tab(
                "partnership",
                "partnering:members",
                _("Members and roles"),
                "users",
                lambda one: one.slug,
                order=60,
            ),
            Tab(
                "partnership",
                "partnering:groups",
                _("Working groups"),
                "network",
                lambda one: one.slug,
                order=70,
            ),
            Tab(
                "organisation", "partnering:units", _("Units"), "network", shown_to=_reads_register, order=20
            ),
        ]
    )
    surfaces.extend(Surface(*one) for one in SURFACES)
