"""Child processes start and end together."""

import os
import signal
import sys
import threading
from time import monotonic, sleep

import pytest

from partnering.processes import Family

SLEEP = [sys.executable, "-c", "import time; print('awake', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('awake', flush=True); time.sleep(60)",
]
WITH_CHILD = [
    sys.executable,
    "-c",
    "import subprocess, sys\n"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
    "print(child.pid, flush=True)\n"
    "child.wait()",
]


@pytest.fixture
def family(tmp_path):
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    family = Family(folder=tmp_path, environment=os.environ, grace=1)
    yield family
    family.stop()
    for number, handler in kept.items():
        signal.signal(number, handler)


def wait_until(condition):
    deadline = monotonic() + 20
    while not condition():
        assert monotonic() < deadline, "waited in vain"
        sleep(0.02)


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop_and_reaches_no_child_by_itself(family, number):
    family.listen()
    child = family.start("sleeper", SLEEP)
    threading.Timer(0.3, os.kill, [os.getpid(), number]).start()

    assert family.wait() is None
    assert child.process.poll() is None

    family.stop()
    assert child.process.poll() == -signal.SIGTERM


def test_a_child_that_ends_is_named_with_its_last_words(family):
    family.start("sleeper", SLEEP)
    family.start("short", [sys.executable, "-c", "print('one'); print('two'); print('three')"])

    ended = family.wait()

    assert ended.name == "short"
    assert ended.last_lines(2) == "two\nthree"


def test_a_child_that_does_not_listen_is_ended_by_force(family):
    child = family.start("stubborn", STUBBORN)
    wait_until(lambda: "awake" in child.last_lines())

    family.stop()

    assert child.process.poll() == -signal.SIGKILL


def test_grandchildren_end_too(family):
    child = family.start("parent", WITH_CHILD)
    wait_until(lambda: child.last_lines().strip())
    grandchild = int(child.last_lines())
    assert is_alive(grandchild)

    family.stop()

    wait_until(lambda: not is_alive(grandchild))


def test_children_end_with_a_parent_that_is_killed(tmp_path):
    script = (
        "import os, sys, time; from pathlib import Path; from partnering.processes import Family\n"
        "family = Family(folder=Path(sys.argv[1]), environment=os.environ)\n"
        "child = family.start('sleeper', [sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.process.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = Family(folder=tmp_path, environment=os.environ)
    child = parent.start("parent", [sys.executable, "-c", script, str(tmp_path)])
    wait_until(lambda: child.last_lines().strip())
    grandchild = int(child.last_lines())

    child.process.kill()
    child.process.wait()

    wait_until(lambda: not is_alive(grandchild))
    parent.stop()
