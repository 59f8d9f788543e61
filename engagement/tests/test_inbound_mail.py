"""E-mails to a partnership's address: what is read, who may, and what a mail server is told."""

from __future__ import annotations

import io
import os
import smtplib
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from conftest import make_person
from engagement.mail_headers import BIGGEST, UnreadableMail, header_in, letter_in
from engagement.models import Interaction, MailAddress, MailedDraft
from engagement.services import mailing
from engagement.services.mailing import Outcome
from partnering import access
from partnering.models import Membership, OutgoingMessage, Role
from partnering.services.outbox import send_due_messages
from tools.services import free_port

SECRET = "a-secret-of-this-test"


def raw(sender="Ama <ama@x.example>", to="bo@y.example", subject="Weir", body="The secret body", **headers):
    rows = {"From": sender, "To": to, "Subject": subject, "Date": "Mon, 1 Jun 2026 23:30:00 -0700"}
    rows |= {"Message-ID": "<one@x.example>"} | {
        key.replace("_", "-"): value for key, value in headers.items()
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in rows.items() if value is not None)
    return f"{head}\r\n{body}".encode()


def letter(**given):
    return letter_in(header_in(io.BytesIO(raw(**given))))


def test_who_when_and_subject_are_read():
    read = letter(to='"Berg, Anna" <ANNA@y.example>, bo@y.example', Cc="ama@x.example, cy@z.example")

    assert (read.sender, read.subject) == ("ama@x.example", "Weir")
    assert read.sent_at == datetime(2026, 6, 2, 6, 30, tzinfo=UTC)
    assert read.others == (("Berg, Anna", "anna@y.example"), ("", "bo@y.example"), ("", "cy@z.example"))


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        ("Re: Fwd: AW: Weir", "Weir"),
        ("=?utf-8?q?Caf=C3=A9?=", "Café"),
        ("=?nonsense?q?x?=", "=?nonsense?q?x?="),
        ("a\r\n  b", "a b"),
        ("Report: weir", "Report: weir"),
        (None, ""),
        ("x" * 900, "x" * 200),
    ],
)
def test_a_subject_is_shown_as_its_writer_meant_it(subject, shown):
    assert letter(subject=subject).subject == shown


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>"},
        {"Content_Type": "multipart/report; report-type=delivery-status"},
        {"sender": "MAILER-DAEMON@x.example"},
        {"List_Id": "<a.x.example>"},
    ],
)
def test_what_a_machine_wrote_is_known(headers):
    assert letter(**headers).is_automatic
    assert not letter(Auto_Submitted="no").is_automatic


@pytest.mark.parametrize("sender", [None, "", "nobody", "a@x.example, b@x.example"])
def test_without_one_sender_it_is_no_letter(sender):
    with pytest.raises(UnreadableMail):
        letter(sender=sender)


def test_a_header_without_end_is_refused_and_a_long_body_is_let_go_unread():
    with pytest.raises(UnreadableMail):
        header_in(io.BytesIO(b"X: y\r\n" * (BIGGEST // 5)))
    stream = io.BytesIO(raw(body="x" * 3_000_000))
    assert b"x" * 10 not in header_in(stream)
    assert stream.read() == b""


@given(st.binary(max_size=400))
def test_no_bytes_break_it(junk):
    for header in (junk, b"From: ama@x.example\r\nSubject: " + junk, b"From: a@x.example\r\nDate: " + junk):
        with suppress(UnreadableMail):
            letter_in(header).subject.encode()


@pytest.fixture
def address(cast):
    return mailing.make_address(partnership=cast.partnership, by=cast.users["amina"])


def send(cast, who, address, **given):
    sender = cast.people[who].email if who in cast.people else who
    now = given.pop("now", timezone.now())
    recipient = given.pop("recipient", str(address))
    return mailing.receive_mail(
        header=raw(sender=sender, **given).split(b"\r\n\r\n")[0], recipient=recipient, now=now
    )


def test_a_mail_waits_for_its_sender_who_is_told_by_mail(cast, address, mailbox):
    assert send(cast, "amina", address, to=f"{cast.people['dana'].email}, {address}") == Outcome.DRAFTED

    draft = MailedDraft.objects.get()
    assert (draft.title, draft.owner, draft.held_on.isoformat()) == (
        "Weir",
        cast.users["amina"],
        "2026-06-02",
    )
    assert draft.addresses == [["", cast.people["dana"].email]]
    assert not Interaction.objects.exists()
    send_due_messages(now=timezone.now())
    (told,) = mailbox.messages
    assert told["To"] == cast.people["amina"].email
    assert reverse("engagement:mailed-draft", args=[draft.pk]) in told.get_body(("plain",)).get_content()


def test_the_sender_puts_it_right_and_logs_it_once(client, cast, address):
    send(cast, "amina", address, to=cast.people["dana"].email)
    draft = MailedDraft.objects.get()
    client.force_login(cast.users["amina"])
    page = client.get(draft.get_absolute_url()).content.decode()
    assert cast.people["dana"].email in page
    assert 'value="Weir"' in page
    assert (
        str(draft)
        in client.get(reverse("engagement:interactions", args=[cast.partnership.slug])).content.decode()
    )

    values = {"kind": "call", "title": "Weir", "held_on": "2026-06-02", "joint": "yes", "who": draft.listed()}
    client.post(draft.get_absolute_url(), values)

    row = Interaction.objects.get()
    assert (row.title, row.source, list(row.people.all())) == ("Weir", "mail", [cast.people["dana"]])
    assert not MailedDraft.objects.exists()
    assert send(cast, "amina", address, to=cast.people["dana"].email) == Outcome.KNOWN
    assert client.post(draft.get_absolute_url(), values).status_code == 404


def test_the_same_message_waits_once(cast, address):
    outcomes = [send(cast, "amina", address), send(cast, "amina", address)]

    assert outcomes == [Outcome.DRAFTED, Outcome.KNOWN]
    assert OutgoingMessage.objects.count() == 1


def test_a_partners_staff_in_copy_is_as_unknown_as_who_does_not_exist(client, cast, address):
    send(cast, "dana", address, to=f"{cast.people['chidi'].email}, nobody@elsewhere.example")
    client.force_login(cast.users["dana"])
    draft = MailedDraft.objects.get()

    values = {"kind": "call", "held_on": "2026-06-02", "joint": "yes", "who": draft.listed()}
    page = client.post(draft.get_absolute_url(), values).content.decode()

    assert f"you can see: {cast.people['chidi'].email}; nobody@elsewhere.example." in page
    assert "Chidi<" not in page


@pytest.mark.parametrize("who", ["eve", "chidi", "stranger@elsewhere.example"])
def test_who_may_not_log_there_is_refused_like_who_is_unknown(cast, address, who):
    assert send(cast, who, address) == Outcome.NOT_ALLOWED
    assert not MailedDraft.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_nothing_comes_of_a_machines_letter_a_wrong_or_old_address_or_another_domain(cast, address, settings):
    old = str(address)
    assert send(cast, "amina", address, Auto_Submitted="auto-generated") == Outcome.AUTOMATIC
    assert (
        send(cast, "amina", address, recipient="log-" + "a" * 20 + "@traction.localhost")
        == Outcome.NO_ADDRESS
    )
    assert send(cast, "amina", address, recipient=old.replace("localhost", "example")) == Outcome.NO_ADDRESS
    mailing.make_address(partnership=cast.partnership, by=cast.users["amina"])
    assert send(cast, "amina", address, recipient=old) == Outcome.NO_ADDRESS
    settings.INBOUND_MAIL_DOMAIN = ""
    assert send(cast, "amina", MailAddress.objects.get()) == Outcome.NO_ADDRESS
    assert not MailedDraft.objects.exists()


def test_too_many_wait_for_their_sender(cast, address, monkeypatch):
    monkeypatch.setattr(mailing, "MOST_WAITING", 1)

    assert send(cast, "amina", address) == Outcome.DRAFTED
    assert send(cast, "amina", address, Message_ID="<two@x.example>") == Outcome.TOO_MANY


def test_a_day_to_come_or_none_is_the_day_of_arrival(cast, address):
    now = timezone.now()
    for number, said in enumerate((None, "Fri, 1 Jan 2999 10:00:00 +0000", "yesterday-ish")):
        send(cast, "amina", address, now=now, Date=said, Message_ID=f"<{number}@x.example>")

    assert {one.held_on for one in MailedDraft.objects.all()} == {access.day_of(now)}


@pytest.mark.parametrize("who", ["bo", "dana", "fola", "eve", "chidi"])
def test_nobody_else_sees_or_throws_away_what_waits(client, cast, address, who):
    send(cast, "amina", address)
    draft = MailedDraft.objects.get()
    client.force_login(cast.users[who])

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert client.post(draft.get_absolute_url(), {"kind": "call"}).status_code == 404
    assert client.post(reverse("engagement:discard-draft", args=[draft.pk])).status_code == 404
    assert MailedDraft.objects.exists()


def test_what_waits_goes_from_sight_with_ones_part_and_is_thrown_away_by_its_owner(client, cast, address):
    send(cast, "amina", address)
    draft = MailedDraft.objects.get()
    client.force_login(cast.users["amina"])
    Membership.objects.filter(organisation=cast.utility).update(left_on=access.today())
    assert client.get(draft.get_absolute_url()).status_code == 404
    Membership.objects.filter(organisation=cast.utility).update(left_on=None)

    client.post(reverse("engagement:discard-draft", args=[draft.pk]))

    assert not MailedDraft.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("amina", 302), ("fola", 302), ("dana", 302), ("bo", 404), ("eve", 404)]
)
def test_leads_and_managers_replace_the_address(client, cast, address, who, status):
    client.force_login(cast.users[who])

    answer = client.post(reverse("engagement:make-mail-address", args=[cast.partnership.slug]))

    assert answer.status_code == status
    assert (MailAddress.objects.get().key != address.key) is (status == 302)


def test_whoever_logs_there_makes_the_first_address_and_outsiders_see_none(client, cast):
    page = reverse("engagement:mail-address", args=[cast.partnership.slug])
    client.force_login(cast.users["bo"])
    client.post(reverse("engagement:make-mail-address", args=[cast.partnership.slug]))
    address = str(MailAddress.objects.get())

    assert address in client.get(page).content.decode()
    client.force_login(cast.users["eve"])
    assert client.get(page).status_code == 404


def test_what_nobody_confirmed_is_forgotten(cast, address):
    send(cast, "amina", address)

    assert mailing.forget_old_drafts(now=timezone.now() + timedelta(days=29)) == 0
    assert mailing.forget_old_drafts(now=timezone.now() + timedelta(days=31)) == 1


def command(monkeypatch, content, *arguments):
    """The exit code of the command for a message."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    with pytest.raises(SystemExit) as ended:
        call_command("receive_mail", *arguments, stderr=io.StringIO())
    return ended.value.code


def test_a_mail_server_is_told_whether_to_keep_or_to_return_it(cast, address, monkeypatch):
    mine = raw(sender=cast.people["amina"].email)
    told = [
        command(monkeypatch, mine, str(address)),
        command(monkeypatch, mine, str(address)),
        command(monkeypatch, raw(sender=cast.people["amina"].email, to=str(address), Message_ID="<2@x>")),
        command(monkeypatch, mine, "log-nobody@traction.localhost"),
        command(monkeypatch, raw(), str(address)),
        command(monkeypatch, b"no message", str(address)),
    ]
    monkeypatch.setattr(mailing, "MOST_WAITING", 1)
    told.append(
        command(monkeypatch, raw(sender=cast.people["amina"].email, Message_ID="<3@x>"), str(address))
    )

    assert told == [os.EX_OK, os.EX_OK, os.EX_OK, os.EX_NOUSER, os.EX_NOPERM, os.EX_DATAERR, os.EX_TEMPFAIL]
    assert MailedDraft.objects.count() == 2


def test_a_mail_server_that_knows_the_secret_hands_over_by_http(client, cast, address, settings):
    settings.INBOUND_MAIL_SECRET = SECRET
    url = reverse("engagement:receive-mail") + f"?recipient={address}"

    def post(content, key=SECRET):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return client.post(url, content, content_type="message/rfc822", headers=headers)

    mine = raw(sender=cast.people["amina"].email)
    assert [post(mine, key).status_code for key in ("", "guessed", SECRET.upper())] == [401] * 3
    assert not MailedDraft.objects.exists()
    assert post(mine).json() == {"outcome": "drafted"}
    assert post(raw()).status_code == 422
    assert post(b"x" * 2_000_001).status_code == 413
    settings.INBOUND_MAIL_SECRET = ""
    assert post(mine).status_code == 404


class Pipe:
    """A mail server that hands each message to a command on its standard input, as Postfix's pipe does."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def handle_DATA(self, server, session, envelope):
        code = f"import sys; sys.path.insert(0, {str(Path.cwd())!r})\n" + READING
        done = subprocess.run(
            [sys.executable, "-c", code, str(self.directory / "read")], input=envelope.content, check=False
        )
        return {0: "250 OK", os.EX_TEMPFAIL: "451 later"}.get(done.returncode, "550 no")


READING = """
from engagement.mail_headers import header_in
open(sys.argv[1], "wb").write(header_in(sys.stdin.buffer))
"""


def test_a_message_that_came_by_smtp_and_a_pipe_is_read_like_any_other(cast, address, tmp_path):
    server = Controller(Pipe(tmp_path), hostname="127.0.0.1", port=free_port())
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as smtp:
            content = raw(sender=cast.people["amina"].email, body="Secret\r\n" * 50_000)
            smtp.sendmail(cast.people["amina"].email, [str(address)], content)
    finally:
        server.stop()

    header = (tmp_path / "read").read_bytes()
    assert b"Secret" not in header
    assert mailing.receive_mail(header=header, recipient=str(address), now=timezone.now()) == Outcome.DRAFTED


def test_two_people_with_one_address_are_nobody(cast, address):
    twin = make_person(cast.utility, "Twin")
    twin.user.email = cast.people["amina"].email.upper()
    twin.user.save()

    assert send(cast, "amina", address) == Outcome.NOT_ALLOWED


def test_a_role_that_ended_sends_nothing(cast, address):
    Role.objects.filter(person=cast.people["bo"]).update(ended_on=access.today())

    assert send(cast, "bo", address) == Outcome.NOT_ALLOWED
