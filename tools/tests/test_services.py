"""The throwaway services start, serve and leave nothing behind."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from time import sleep
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis as redis_client

from tools import services

pytestmark = pytest.mark.services


def is_open(url):
    address = urlsplit(url)
    with socket.socket() as probe:
        return probe.connect_ex((address.hostname, address.port)) == 0


def test_postgresql_serves_and_is_gone_afterwards(tmp_path):
    with services.postgresql(tmp_path) as url:
        with psycopg2.connect(url) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW server_encoding")
            assert cursor.fetchone() == ("UTF8",)
        connection.close()
        data = (tmp_path / "postgresql").resolve() if os.geteuid() == 0 else next(tmp_path.glob("data-*"))
        assert (data / "PG_VERSION").is_file()

    assert not is_open(url)
    assert not data.exists()


def test_redis_serves_and_is_gone_afterwards(tmp_path):
    with services.redis(tmp_path) as url:
        client = redis_client.Redis.from_url(url)
        assert client.ping()
        client.close()

    assert not is_open(url)


def test_services_end_with_a_run_that_is_killed(tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from tools import services\n"
        "with services.redis(Path(sys.argv[1])) as url:\n"
        "    print(url, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as run:
        url = run.stdout.readline().strip()
        assert is_open(url)
        run.kill()

    for _ in range(100):
        if not is_open(url):
            break
        sleep(0.1)
    assert not is_open(url)


def test_a_service_that_does_not_start_says_why(tmp_path, monkeypatch):
    monkeypatch.setattr(services, "free_port", lambda: 99999)

    with pytest.raises(services.ServiceFailed, match="Redis did not start"), services.redis(tmp_path):
        pass


def test_a_machine_without_postgresql_is_told_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter(()))

    with pytest.raises(services.ServiceFailed, match="apt-get install postgresql"):
        services.find_postgresql()
