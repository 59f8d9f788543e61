"""`manage.py score`: figures from a file of answers, and what a bad file is told."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from readiness.framework_files import BUILT_IN, read_framework
from readiness.tests.frameworks import toml

HEADER = "respondent,unit,level,a1,a2,b1"


@pytest.fixture
def files(tmp_path: Path):
    """Writes a framework and answers to it; returns the command's arguments."""

    def write(*lines: str, framework: str = toml({"one": ["a1", "a2"], "two": ["b1"]})) -> list[str]:
        (tmp_path / "small.toml").write_text(framework)
        (tmp_path / "answers.csv").write_text("\n".join(lines), encoding="utf-8-sig")
        return [f"--framework={tmp_path}/small.toml", f"--responses={tmp_path}/answers.csv"]

    return write


def run(arguments: list[str]) -> str:
    out = StringIO()
    call_command("score", *arguments, stdout=out)
    return out.getvalue()


def test_figures_come_as_json(files):
    data = json.loads(
        run([*files(HEADER, "r1,Works,staff,3,4,dk", "r2,Works,,4,na,", "r3,,,3, 3 ,DK"), "--json"])
    )

    assert (data["framework"], data["respondents"]) == ("small", 3)
    one, two = data["areas"]
    assert {key: one[key] for key in ("key", "name", "n", "dont_know", "band")} == {
        "key": "one", "name": "one", "n": 3, "dont_know": 0, "band": "borderline",
    }  # fmt: skip
    assert one["mean"] == pytest.approx((10 / 3 + 3.5) / 2)
    assert one["sd"] == pytest.approx(0.5)
    assert one["questions"][1] == {
        "key": "a2", "n": 2, "mean": 3.5, "sd": pytest.approx(0.5**0.5), "dont_know": 0, "band": "borderline",
    }  # fmt: skip
    assert two["questions"] == [{"key": "b1", "n": 0, "mean": None, "sd": None, "dont_know": 1, "band": None}]


def test_a_built_in_framework_is_found_by_its_slug(files):
    keys = [question.key for question in read_framework(BUILT_IN["six-attributes"]).questions]
    arguments = files(",".join(["respondent", "unit", "level", *keys]), "r1,,," + ",".join(["2"] * 30))

    data = json.loads(run(["--framework=six-attributes", arguments[1], "--json"]))

    assert [area["mean"] for area in data["areas"]] == [2] * 6


def test_figures_come_as_a_table(files):
    table = run(files(HEADER, "r1,,,3,4,dk", "r2,,,4,3,")).splitlines()

    assert table[0] == "2 respondents"
    assert table[2].split() == ["one", "2", "3.5", "0.0", "0", "%", "borderline"]
    assert table[-1].split() == ["b1", "0", "-", "-", "100", "%", "-"]
    assert run(files(HEADER, "r1,,,3,4,")).splitlines()[-1].split() == ["b1", "0", "-", "-", "-", "-"]


def test_totals_and_the_first_low_area_are_told_where_the_framework_has_them(files):
    areas = {"one": ["a1", "a2"], "two": ["b1"]}
    total = json.loads(
        run([*files(HEADER, "r1,,,3,4,2", framework=toml(areas, top='aggregation = "sum"')), "--json"])
    )
    gate = toml(areas, top='aggregation = "first_at_or_below"\nbound = 3')
    first = json.loads(run([*files(HEADER, "r1,,,5,4,2", framework=gate), "--json"]))

    assert [area["total"] for area in total["areas"]] == [7, 2]
    assert first["first_at_or_below"] == "two"


def test_semicolons_blank_lines_and_columns_in_another_order_are_read(files):
    data = json.loads(run([*files("b1;A1;a2;Respondent", "", "1;2;3;r1", ";;;"), "--json"]))

    assert data["respondents"] == 1
    assert [area["mean"] for area in data["areas"]] == [2.5, 1]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ([""], "answers.csv: is empty; the first line must name the columns."),
        (
            [HEADER, "r1,,,3,6,1"],
            "answers.csv, line 2, column a2: '6' isn't a whole number from 1 to 5, dk, na or",
        ),
        ([HEADER, "r1,,,3,4,1", "", "r2,,,3,4,x"], "line 4, column b1: 'x' isn't"),
        ([HEADER, "r1,,,3,4.0,1"], "line 2, column a2: '4.0' isn't"),
        ([HEADER, "r1,,,3,4"], "line 2: has 5 cells, but the first line names 6 columns."),
        ([HEADER, ",,,3,4,1"], "line 2, column respondent: is empty"),
        ([HEADER, "r1,,,3,4,1", "r1,,,3,4,1"], "line 3, column respondent: 'r1' is on line 2 already"),
        (["respondent,unit,level,a1,a2"], "line 1, column b1: is missing"),
        (["unit,level,a1,a2,b1"], "line 1, column respondent: is missing"),
        ([HEADER + ",c1"], "line 1, column c1: isn't a question of small"),
        ([HEADER + ",a1"], "line 1, column a1: is there twice"),
        ([HEADER + ","], "line 1, column 7: has no name"),
        ([HEADER, '"r1"x,,,3,4,1'], "line 2: isn't valid CSV"),
    ],
)
def test_a_bad_file_is_told_the_line_the_column_and_the_reason(files, lines, reason):
    with pytest.raises(CommandError) as caught:
        run(files(*lines))

    assert reason in str(caught.value)
    assert caught.value.returncode == 2


def test_all_that_is_wrong_in_a_file_is_told_one_to_a_line(files):
    with pytest.raises(CommandError) as caught:
        run(files(HEADER, "r1,,,9,4,x", "r1,,,3,4,1", "r2,,,3"))

    places = [line.partition(":")[0].rpartition("/")[2] for line in str(caught.value).splitlines()]
    assert places == [
        "answers.csv, line 2, column a1",
        "answers.csv, line 2, column b1",
        "answers.csv, line 3, column respondent",
        "answers.csv, line 4",
    ]


def test_a_row_that_is_no_csv_hides_no_fault_before_or_after_it(files):
    with pytest.raises(CommandError) as caught:
        run(files(HEADER, "r1,,,9,4,1", '"r2"x,,,3,4,1', "r3,,,3,4,8", '"r4,,,3,4,1', "r5,,,3,4,9"))

    told = [line.partition("answers.csv, ")[2] for line in str(caught.value).splitlines()]
    assert [one.partition(":")[0] for one in told] == [
        "line 2, column a1",
        "line 3",
        "line 4, column b1",
        "line 5",
    ]
    assert "isn't valid CSV" in told[1]
    assert "isn't valid CSV" in told[3], "a quotation mark that is never closed takes the rest with it"


def test_all_that_is_wrong_with_the_columns_is_told(files):
    with pytest.raises(CommandError) as caught:
        run(files("respondent,unit,level,a1,a1,c1,", "r1,,,3,4,9,"))

    places = [line.partition(":")[0].rpartition(", ")[2] for line in str(caught.value).splitlines()]
    assert places == ["column a1", "column c1", "column 7", "column a2", "column b1"]


def test_of_very_many_wrong_cells_the_first_are_told_and_how_many_more_there_are(files):
    with pytest.raises(CommandError) as caught:
        run(files(HEADER, *(f"r{number},,,3,4,9" for number in range(130))))

    lines = str(caught.value).splitlines()
    assert len(lines) == 101
    assert lines[-1] == "… and 30 more."


def test_a_file_that_cannot_be_read_is_named(files, tmp_path):
    framework, answers = files(HEADER)
    with pytest.raises(CommandError, match="nothing.csv: can't be read"):
        run([framework, f"--responses={tmp_path}/nothing.csv"])
    with pytest.raises(CommandError, match="no framework “no-such-framework”"):
        run(["--framework=no-such-framework", answers])
    (tmp_path / "answers.csv").write_bytes(HEADER.encode() + b"\nJos\xe9,,,1,1,1")
    with pytest.raises(CommandError, match="answers.csv: isn't UTF-8"):
        run([framework, answers])


def test_a_bad_file_ends_the_command_with_exit_code_2(files, settings):
    process = subprocess.run(
        [sys.executable, "manage.py", "score", *files(HEADER, "r1,,,3,4,9"), "--json"],
        cwd=settings.BASE_DIR,
        env={"TRACTION_DEMO": "1", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (process.returncode, process.stdout) == (2, "")
    assert "line 2, column b1: '9'" in process.stderr
