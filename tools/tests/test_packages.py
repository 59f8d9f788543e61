"""What the system lacks is installed where that is allowed, and named where it is not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def machine(tmp_path):
    """A machine with hardly any programs: only those that the script itself needs, and what a test adds."""
    for name in ("bash", "dirname", "uname", "grep", "mktemp", "rm", "tail"):
        os.symlink(shutil.which(name), tmp_path / name)

    def add(name, script):
        program = tmp_path / name
        program.write_text(f"#!/bin/bash\n{script}\n")
        program.chmod(0o755)

    add("ldconfig", "exit 0")
    add("id", "echo 1000")
    return type("Machine", (), {"path": tmp_path, "add": staticmethod(add)})


def run(machine, *parts):
    script = [str(machine.path / "bash"), str(ROOT / "tools" / "packages"), *parts]
    return subprocess.run(
        script, env={"PATH": str(machine.path)}, capture_output=True, text=True, check=False
    )


def test_who_may_not_install_is_told_what_to_install(machine):
    result = run(machine, "pdf", "test")

    assert result.returncode == 1
    assert "sudo apt-get update && sudo apt-get install" in result.stderr
    for package in ("libpango-1.0-0", "libharfbuzz-subset0", "redis-server", "chromium"):
        assert package in result.stderr


def test_root_installs_what_is_missing_after_asking_for_the_newest_lists(machine):
    machine.add("id", "echo 0")
    machine.add("apt-get", f'echo "$@" >> {machine.path}/calls')

    result = run(machine, "pdf")

    assert result.returncode == 0
    update, install = (machine.path / "calls").read_text().splitlines()
    assert update == "update"
    assert install.startswith("install -y")
    assert "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0" in install


def test_an_installation_that_fails_shows_why_and_what_to_do(machine):
    machine.add("id", "echo 0")
    machine.add("apt-get", "echo no network; exit 100")

    result = run(machine, "pdf")

    assert result.returncode == 1
    assert "no network" in result.stderr
    assert "sudo apt-get" in result.stderr


def test_a_machine_that_has_everything_is_left_alone(machine):
    machine.add("ldconfig", "echo libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0")

    result = run(machine, "pdf")

    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_an_unknown_part_is_refused(machine):
    assert run(machine, "kitchen").returncode == 2
