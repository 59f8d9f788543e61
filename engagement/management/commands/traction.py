"""`manage.py traction`: a partnership's traction on a day, counted from the rows."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.queries.evidence import evidence_of
from engagement.queries.traction import Count
from engagement.recording import dimensions_to_json
from engagement.traction import OrganisationTraction, PartnershipTraction
from partnering import access
from partnering.models import Organisation, Partnership


class Command(BaseCommand):
    """Print scores, confidence and dimensions with their evidence; an unknown partnership gives exit code 2."""

    help = "Print the traction of a partnership and of each organisation in it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which partnership, on which day, and in which form to answer."""
        parser.add_argument("slug", help="short name of the partnership, as in its address")
        parser.add_argument("--on", help="day as YYYY-MM-DD; today unless told")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument(
            "--own",
            action="store_true",
            help="let each organisation's own unshared readiness results count for it (not for the partnership)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        partnership = Partnership.objects.filter(slug=options["slug"]).first()
        if partnership is None:
            raise CommandError(
                f"There is no partnership with the short name “{options['slug']}”.", returncode=2
            )
        on = _day(options["on"]) if options["on"] else access.today()
        count = Count(partnership, evidence_of(partnership))
        whole = count.whole(on)
        organisations = (
            [count.own(member, on) for member in count.members(on)] if options["own"] else whole.organisations
        )
        names = Organisation.objects.in_bulk([one.organisation for one in organisations])
        answer = {
            "partnership": partnership.slug,
            "on": on.isoformat(),
            **_figures(whole),
            "organisations": [
                {"organisation": names[one.organisation].name, **_figures(one)} for one in organisations
            ],
        }
        self.stdout.write(
            json.dumps(answer, indent=2, ensure_ascii=False) if options["json"] else _lines(answer)
        )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}” is not a day. Write it as YYYY-MM-DD.", returncode=2) from error


def _figures(traction: PartnershipTraction | OrganisationTraction) -> dict[str, Any]:
    return {
        "score": traction.score,
        "confidence": traction.confidence,
        "dimensions": dimensions_to_json(traction.dimensions),
    }


def _lines(answer: dict[str, Any]) -> str:
    def shown(value: float | None) -> str:
        return "no evidence" if value is None else f"{value:.2f}"

    lines = []
    for name, one in [
        (answer["partnership"], answer),
        *((o["organisation"], o) for o in answer["organisations"]),
    ]:
        lines.append(f"{name}: {shown(one['score'])}, confidence {one['confidence']:.2f}")
        lines += [f"  {key}: {shown(each['value'])}" for key, each in one["dimensions"].items()]
    return "\n".join(lines)
