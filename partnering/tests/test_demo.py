"""The demo starts everything, says where, and leaves nothing running."""

import os
import signal
import socket
import threading
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from partnering.management.commands import demo
from tools.services import free_port


class Screen(StringIO):
    """What the user sees; does something once when a phrase appears."""

    def __init__(self, phrase="", then=lambda: None):
        super().__init__()
        self.phrase, self.then = phrase, then

    def write(self, text):
        written = super().write(text)
        if self.phrase and self.phrase in self.getvalue():
            self.phrase = ""
            self.then()
        return written


@pytest.fixture
def demo_place(settings, monkeypatch, tmp_path):
    """Demo mode in a folder and at a port of its own; the sample itself is tested where it is made."""
    port = free_port()
    settings.TRACTION_DEMO = True
    settings.VAR_DIR = tmp_path / "demo"
    settings.BASE_URL = f"http://127.0.0.1:{port}"
    settings.EMAIL_FILE_PATH = str(tmp_path / "demo" / "sent-mail")
    settings.TRACTION_DEMO_SIGN_INS = [{"role": "Manager", "email": "m@demo.example", "password": "secret"}]
    for name in ("DATABASE_URL", "REDIS_URL", "BASE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "HTTPS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "partnering.settings")
    monkeypatch.setenv("TRACTION_DEMO", "1")
    monkeypatch.setenv("VAR_DIR", str(settings.VAR_DIR))
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setattr(demo, "call_command", lambda name, **options: None)
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield settings
    for number, handler in kept.items():
        signal.signal(number, handler)


def is_listening(settings):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(settings.BASE_URL.rpartition(":")[2]))) == 0


def ask_to_stop():
    os.kill(os.getpid(), signal.SIGTERM)


def test_it_serves_until_somebody_asks_to_stop(demo_place):
    was_listening = []

    def look_and_stop():
        was_listening.append(is_listening(demo_place))
        threading.Timer(0.5, ask_to_stop).start()

    screen = Screen("Stop with Ctrl-C", look_and_stop)

    call_command("demo", stdout=screen)

    said = screen.getvalue()
    assert f"Traction is running at {demo_place.BASE_URL}" in said
    assert "m@demo.example" in said
    assert said.rstrip().endswith("'make demo-reset' removes them.")
    assert was_listening == [True]
    assert not is_listening(demo_place)


def test_it_ends_with_the_last_words_of_a_process_that_ended(demo_place, monkeypatch):
    monkeypatch.setattr(demo, "web_command", lambda port: ["sh", "-c", "echo no such thing; exit 3"])

    with pytest.raises(CommandError, match="The web process ended by itself(.|\n)*no such thing"):
        call_command("demo", stdout=Screen())


def test_it_says_so_when_the_product_answers_with_an_error(demo_place, monkeypatch):
    server = f"exec python3 -m http.server {demo_place.BASE_URL.rpartition(':')[2]} --bind 127.0.0.1"
    monkeypatch.setattr(demo, "web_command", lambda port: ["sh", "-c", server])

    with pytest.raises(CommandError, match="HTTP Error 404"):
        call_command("demo", stdout=Screen())


def test_a_busy_port_is_refused_with_a_way_out(demo_place):
    port = int(demo_place.BASE_URL.rpartition(":")[2])
    with socket.create_server(("127.0.0.1", port)):
        with pytest.raises(CommandError, match=f"Port {port} is not free .* PORT={port + 1} make demo"):
            call_command("demo", stdout=Screen())


def test_two_demos_never_share_their_data(demo_place):
    folder = Path(demo_place.VAR_DIR)
    with demo.only_one(folder.parent / "demo.lock"), pytest.raises(CommandError, match="already running"):
        call_command("demo", stdout=Screen())


def test_reset_removes_the_data_and_starts_nothing(demo_place):
    folder = Path(demo_place.VAR_DIR)
    folder.mkdir()
    (folder / "traction.sqlite3").write_text("old")

    call_command("demo", "--reset", stdout=Screen())

    assert not folder.exists()
    assert not is_listening(demo_place)


def test_outside_demo_mode_it_refuses():
    with pytest.raises(CommandError, match="make demo"):
        call_command("demo")
