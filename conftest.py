"""What every test can ask for: first of all the cast, six people of whom each permission test is a line in a table.

Amina leads the partnering of the utility, Bo sponsors the partnership for it, Chidi is staff there. Dana leads for
the university, another member. Fola, of the agency, runs the partnership as its manager. Eve leads an organisation
outside, and must see nothing of all this.
"""

from __future__ import annotations

import email
import email.policy
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings
from django.db import connection

from partnering.choices import Level, RoleKind, Sector
from partnering.models import (
    Membership,
    Organisation,
    Partnership,
    Person,
    Role,
    Seat,
    Unit,
    User,
    WorkingGroup,
)
from tools import prepared_database
from tools.beginnings import beginning
from tools.prepared_postgresql import Server, template
from tools.services import free_port

# A busy machine is no fault of the code, so examples have no time limit. On CI they are the same each time.
hypothesis.settings.register_profile("traction", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("traction")

LONG_AGO = date(2024, 1, 15)


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Whether the tests find their tables made: on SQLite always, elsewhere when asked to use a database again."""
    return connection.vendor == "sqlite" or bool(request.config.getoption("reuse_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each test process begins with a copy of a database that is migrated already."""
    told: dict[str, Any] = connection.settings_dict
    folder = Path(settings.VAR_DIR).parent
    if connection.vendor == "sqlite":
        prepared_database.fetch(Path(str(told["TEST"]["NAME"])), folder)
    else:
        server = Server(told["HOST"], str(told["PORT"]), told["USER"], told["PASSWORD"])
        told["TEST"]["TEMPLATE"] = template(server, folder)


@dataclass
class Cast:
    """The people by name, their accounts, their organisations, and the partnership in which they meet."""

    utility: Organisation
    university: Organisation
    agency: Organisation
    outsider: Organisation
    unit: Unit
    partnership: Partnership
    group: WorkingGroup
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def make_person(organisation: Organisation, name: str, **fields: Any) -> Person:
    """Somebody of an organisation, with an address made of their name and an account."""
    email = f"{name.lower().replace(' ', '.')}@{organisation.name.lower().replace(' ', '-')}.example"
    user = User.objects.create_user(email, "a-password-for-tests")
    return Person.objects.create(organisation=organisation, name=name, email=email, user=user, **fields)


def give_role(person: Person, kind: RoleKind, partnership: Partnership | None) -> Role:
    """A role held since long ago."""
    return Role.objects.create(person=person, kind=kind, partnership=partnership, started_on=LONG_AGO)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Let the collector of garbage look past what stays until the end: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@beginning
def cast() -> Cast:
    """The cast for one test, which may change it."""
    return assemble()


def assemble() -> Cast:
    """Six people, four organisations, one partnership of three of them with a working group."""
    utility = Organisation.objects.create(name="Water Utility", sector=Sector.BUSINESS)
    university = Organisation.objects.create(name="University", sector=Sector.EDUCATION)
    agency = Organisation.objects.create(name="River Agency", sector=Sector.GOVERNMENT)
    outsider = Organisation.objects.create(name="Outsider Works", sector=Sector.OTHER)
    unit = Unit.objects.create(organisation=utility, name="Operations")
    partnership = Partnership.objects.create(name="Clean River", slug="clean-river", started_on=LONG_AGO)
    for member in (utility, university, agency):
        Membership.objects.create(partnership=partnership, organisation=member, joined_on=LONG_AGO)
    group = WorkingGroup.objects.create(partnership=partnership, name="Monitoring")
    people = {
        "amina": make_person(utility, "Amina", level=Level.SENIOR_MANAGER),
        "bo": make_person(utility, "Bo", level=Level.EXECUTIVE),
        "chidi": make_person(utility, "Chidi", unit=unit),
        "dana": make_person(university, "Dana", level=Level.MANAGER),
        "eve": make_person(outsider, "Eve", level=Level.MANAGER),
        "fola": make_person(agency, "Fola", level=Level.MANAGER),
    }
    give_role(people["amina"], RoleKind.PARTNERING_LEAD, None)
    give_role(people["bo"], RoleKind.SENIOR_SPONSOR, partnership)
    give_role(people["dana"], RoleKind.PARTNERING_LEAD, None)
    give_role(people["eve"], RoleKind.PARTNERING_LEAD, None)
    give_role(people["fola"], RoleKind.PARTNERSHIP_MANAGER, partnership)
    Seat.objects.create(group=group, organisation=university, person=people["dana"], started_on=LONG_AGO)
    users = {name: person.user for name, person in people.items() if person.user}
    return Cast(utility, university, agency, outsider, unit, partnership, group, people, users)


class Mailbox:
    """What a real mail server got; by address it refuses, or hangs up, as told."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.connections = 0
        self.refused: dict[str, str] = {}
        self.hangs_up_on: set[str] = set()

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.hangs_up_on:
            server.transport.close()
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content, EmailMessage, policy=email.policy.default)
        if message["Subject"] in self.refused:
            return self.refused[message["Subject"]]
        self.messages.append(message)
        return "250 OK"


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server of our own, to which Django sends for the length of a test."""
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield box
    server.stop()
