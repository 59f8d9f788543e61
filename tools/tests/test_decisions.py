"""What the project relies on is written down, with its reason."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
RECORDS = "\n".join(path.read_text().lower() for path in (ROOT / "docs" / "decisions").glob("*.md"))


def direct(name):
    lines = (ROOT / name).read_text().splitlines()
    return [re.match(r"[\w.-]+", line).group().lower() for line in lines if line and line[0] not in "#-"]


def locked(name):
    return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / name).read_text(), re.MULTILINE))


@pytest.mark.parametrize("package", direct("requirements.txt") + direct("requirements-dev.txt"))
def test_each_dependency_has_a_record_and_an_exact_version(package):
    assert package in RECORDS
    assert package in locked("requirements-dev.lock")


def test_the_product_has_few_dependencies():
    assert len(direct("requirements.txt")) < 30


def test_tests_run_on_the_versions_that_are_shipped():
    shipped, tested = locked("requirements.lock"), locked("requirements-dev.lock")

    assert shipped.items() <= tested.items()
