"""A throwaway PostgreSQL and Redis for the tests: on free ports, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

START_WITHIN = 60


class ServiceFailed(RuntimeError):
    """A service did not start; the message holds what it said."""


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """Run PostgreSQL until the block ends; gives its DATABASE_URL. The data lie under `folder`.

    PostgreSQL refuses to run as root. Root therefore runs it as an unprivileged user, with the data in the system's
    folder for temporary files, since that user may not be able to enter the checkout; `folder` gets a link there.
    """
    programs = find_postgresql()
    with data_folder(folder / "postgresql") as data:
        run_as = unprivileged_prefix(data)
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(data)}
        initdb = [
            "setpriv",
            *run_as,
            str(programs / "initdb"),
            "--pgdata",
            str(data),
            "--username",
            "traction",
        ]
        initdb += ["--auth", "trust", "--encoding", "UTF8", "--no-sync"]
        made = subprocess.run(initdb, cwd=data, env=environment, capture_output=True, text=True, check=False)
        if made.returncode:
            raise ServiceFailed(f"initdb failed:\n{made.stdout}{made.stderr}")
        port = free_port()
        options = {
            "listen_addresses": "127.0.0.1",
            "port": str(port),
            "unix_socket_directories": "",
            # The data need not survive a crash of the machine, and the disk may be slow.
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_connections": "60",
        }
        server = [*run_as, str(programs / "postgres"), "-D", str(data)]
        server += [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        with running(
            "PostgreSQL", server, log=folder / "postgresql.log", cwd=data, port=port, env=environment
        ):
            yield f"postgres://traction@127.0.0.1:{port}/postgres"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """Run Redis until the block ends; gives its REDIS_URL."""
    port = free_port()
    command = ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--appendonly", "no"]
    with running("Redis", command, log=folder / "redis.log", cwd=folder, port=port, env=dict(os.environ)):
        yield f"redis://127.0.0.1:{port}/0"


def find_postgresql() -> Path:
    """The folder with PostgreSQL's programs: the newest of Debian's, or the one on the PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise ServiceFailed("PostgreSQL is not installed: apt-get install postgresql")
    return found[-1].parent if found else Path(str(on_path)).resolve().parent


@contextmanager
def data_folder(link: Path) -> Iterator[Path]:
    """An empty folder for PostgreSQL's data, owned by who will run it, and removed in the end."""
    if os.geteuid() != 0:
        data = Path(tempfile.mkdtemp(prefix="data-", dir=link.parent))
    else:
        data = Path(tempfile.mkdtemp(prefix="traction-postgresql-"))
        user = unprivileged_user()
        os.chown(data, user.pw_uid, user.pw_gid)
        link.unlink(missing_ok=True)
        link.symlink_to(data)
    try:
        yield data
    finally:
        shutil.rmtree(data, ignore_errors=True)
        link.unlink(missing_ok=True)


def unprivileged_user() -> pwd.struct_passwd:
    """Who runs PostgreSQL for root: Debian's own user for it, or nobody."""
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def unprivileged_prefix(data: Path) -> list[str]:
    """Options of setpriv(1) by which root runs a command as the owner of the data folder."""
    if os.geteuid() != 0:
        return []
    owner = data.stat()
    return [f"--reuid={owner.st_uid}", f"--regid={owner.st_gid}", "--clear-groups"]


@contextmanager
def running(
    name: str, command: Sequence[str], *, log: Path, cwd: Path, port: int, env: dict[str, str]
) -> Iterator[None]:
    """Run a server until the block ends; it also ends when this process is killed. Waits until it listens."""
    with log.open("wb") as output:
        server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=env,
            start_new_session=True,
        )
        try:
            wait_for_port(name, server, port, log)
            yield
        finally:
            stop(server)


def wait_for_port(name: str, server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Return once the server takes connections; raise ServiceFailed with its output when it does not."""
    deadline = monotonic() + START_WITHIN
    while monotonic() < deadline and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.1)
        else:
            return
    raise ServiceFailed(f"{name} did not start:\n{log.read_text(errors='replace')[-3000:]}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End a server, by force when it takes its time. An interrupt is PostgreSQL's quick way to stop."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
