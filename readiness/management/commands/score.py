"""`manage.py score`: the figures of a file of answers, by the arithmetic that the pages use."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from readiness.answer_files import AnswersError, read_answers
from readiness.bands import round_half_up
from readiness.framework_files import BUILT_IN, FrameworkError, read_framework
from readiness.scoring import AreaScore, QuestionScore, Scores, score


class Command(BaseCommand):
    """Score a file of answers."""

    help = "Score answers to a readiness framework from a CSV file, by area and question."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to score, and how to print it."""
        parser.add_argument(
            "--framework", required=True, help=f"one of {', '.join(BUILT_IN)}, or the path of a TOML file"
        )
        parser.add_argument(
            "--responses",
            required=True,
            metavar="FILE.csv",
            help="columns: respondent, unit, level, then one for each question key; cells: a number, dk, na or empty",
        )
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the figures; a bad file ends with its line, column and reason, and exit code 2."""
        try:
            framework = read_framework(_path_of(options["framework"]))
            scores = score(framework, read_answers(options["responses"], framework))
        except (FrameworkError, AnswersError) as error:
            raise CommandError(str(error), returncode=2) from error
        if options["json"]:
            self.stdout.write(json.dumps(as_data(framework.slug, scores), indent=2, ensure_ascii=False))
        else:
            self.stdout.write(_as_table(scores))


def _path_of(named: str) -> Path:
    """The file of a built-in framework, however its slug is spelt, or the file at a path."""
    path = BUILT_IN.get(named.lower().replace("_", "-"), Path(named))
    if not path.exists():
        built_in = ", ".join(BUILT_IN)
        raise FrameworkError(f"There is no framework “{named}” and no such file. Built in: {built_in}.")
    return path


def as_data(slug: str, scores: Scores) -> dict[str, Any]:
    """The figures as plain data; nothing is rounded."""
    areas = [
        {"key": area.key, "name": area.name}
        | _figures(area)
        | ({} if area.total is None else {"total": float(area.total)})
        | {"questions": [{"key": question.key} | _figures(question) for question in area.questions]}
        for area in scores.areas
    ]
    first_low = {} if scores.first_low is None else {"first_at_or_below": scores.first_low}
    total = {} if scores.total is None else {"total": float(scores.total)}
    band = {} if scores.band is None else {"band": scores.band.key}
    return {"framework": slug, "respondents": scores.respondents, "areas": areas} | total | band | first_low


def _figures(scored: AreaScore | QuestionScore) -> dict[str, Any]:
    return {
        "n": scored.n,
        "mean": None if scored.mean is None else float(scored.mean),
        "sd": scored.sd,
        "dont_know": scored.dont_know,
        "band": scored.band.key if scored.band else None,
    }


def _as_table(scores: Scores) -> str:
    lines = [f"{scores.respondents} respondents", _row("", "n", "mean", "sd", "don't know", "band")]
    for area in scores.areas:
        lines.append(_score_row(area.name, area))
        lines.extend(_score_row(f"  {question.key}", question) for question in area.questions)
    return "\n".join(lines)


def _score_row(name: str, scored: AreaScore | QuestionScore) -> str:
    mean = "-" if scored.mean is None else str(round_half_up(scored.mean))
    sd = "-" if scored.sd is None else str(round_half_up(Fraction(scored.sd)))
    unknown = "-" if scored.dont_know is None else f"{round_half_up(Fraction(scored.dont_know) * 100, 0)} %"
    return _row(name, str(scored.n), mean, sd, unknown, scored.band.name if scored.band else "-")


def _row(name: str, n: str, mean: str, sd: str, unknown: str, band: str) -> str:
    return f"{name:<40} {n:>5} {mean:>6} {sd:>6} {unknown:>11}  {band}".rstrip()
