"""What the run of all tests says of what they cover."""

import pytest

from tools.run_tests import WITHOUT_A_GAP, gaps


def covered(**of_the_first):
    whole = {"missing_lines": [], "missing_branches": []}
    return {path: dict(whole) for path in WITHOUT_A_GAP} | {WITHOUT_A_GAP[0]: whole | of_the_first}


def test_files_without_a_gap_are_fine():
    assert gaps(covered()) == []


@pytest.mark.parametrize("gap", [{"missing_lines": [7]}, {"missing_branches": [[7, 9]]}])
def test_a_line_or_branch_that_no_test_reaches_is_named(gap, capsys):
    assert len(gaps(covered(**gap))) == 1
    assert WITHOUT_A_GAP[0] in capsys.readouterr().err


def test_a_file_that_was_not_measured_is_a_gap():
    files = covered()
    del files[WITHOUT_A_GAP[0]]
    assert gaps(files) == [f"{WITHOUT_A_GAP[0]}: not measured"]
