"""Child processes that start and end together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from types import FrameType

END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@dataclass(frozen=True)
class Child:
    """A process that was started, with what it prints in a file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    def last_lines(self, count: int = 20) -> str:
        """The end of what it printed, to explain why it ended."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-count:])


class Family:
    """Processes that live together: when one ends, or somebody asks to stop, all end, with their own children.

    Each gets a process group of its own, so that Ctrl-C in a terminal reaches the parent alone, which then ends the
    children in good order, whichever way the signal came.
    """

    def __init__(self, *, folder: Path, environment: Mapping[str, str], grace: float = 10) -> None:
        self.folder = folder
        self.environment = dict(environment)
        self.grace = grace
        self.children: list[Child] = []
        self.stop_asked = False

    def listen(self) -> None:
        """From now on let Ctrl-C, a polite kill and a closed terminal ask to stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start one process; what it prints goes to `<folder>/<name>.log`, afresh."""
        log = self.folder / f"{name}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
                preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509  no threads yet
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child

    def ended(self) -> Child | None:
        """The first child that is no more, if any."""
        return next((child for child in self.children if child.process.poll() is not None), None)

    def wait(self) -> Child | None:
        """Wait until somebody asks to stop (None), or until a child ends (that child)."""
        while not self.stop_asked:
            if child := self.ended():
                return child
            sleep(0.2)
        return None

    def stop(self) -> None:
        """End all children and theirs: politely first, after the grace by force. Safe to call twice."""
        for child in self.children:
            _signal_group(child, signal.SIGTERM)
        deadline = monotonic() + self.grace
        for child in self.children:
            try:
                child.process.wait(timeout=max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            _signal_group(child, signal.SIGKILL)
        self.children.clear()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True


def _signal_group(child: Child, number: signal.Signals) -> None:
    """Signal a child and whatever it started; nothing when all of them are gone."""
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return


def _end_with_parent() -> (
    None
):  # pragma: no cover  runs in the forked child, before it is a program of its own
    """Let the kernel end this process should its parent be killed without a chance to clear up."""
    ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)
