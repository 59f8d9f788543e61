"""`manage.py network`: measures of a network of people, from a CSV file of ties."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagement.network import BadEdges, Network, measure, read_edges


class Command(BaseCommand):
    """Read the ties, print the figures; a bad file gives the line, the column, the reason and exit code 2."""

    help = "Print density, centralities, centralisation and cut vertices of a network of people."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file, and in which form to answer."""
        parser.add_argument(
            "--edges",
            required=True,
            help="CSV with person_a, org_a, person_b, org_b, weight; person_b and org_b empty name somebody alone",
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why not."""
        file = Path(options["edges"])
        try:
            with file.open(encoding="utf-8-sig", newline="") as lines:
                network = measure(read_edges(lines))
        except OSError as error:
            raise CommandError(f"{file} can't be read: {error.strerror}", returncode=2) from error
        except BadEdges as error:
            raise CommandError(f"{file}, {error}", returncode=2) from error
        self.stdout.write(json.dumps(_figures(network), indent=2) if options["json"] else _lines(network))


def _figures(network: Network) -> dict[str, Any]:
    return asdict(network) | {"cut_vertices": list(network.cut_vertices)}


def _lines(network: Network) -> str:
    def shown(value: float | None) -> str:
        return "–" if value is None else f"{value:.4f}"

    return "\n".join(
        [
            f"People: {network.people}, ties: {network.ties}, density: {shown(network.density)}",
            f"Centralisation: degree {shown(network.degree_centralisation)}, "
            f"betweenness {shown(network.betweenness_centralisation)}",
            f"Ties between organisations: {shown(network.between_organisations)}",
            f"Cut vertices: {', '.join(network.cut_vertices) or 'none'}",
            *(
                f"{person}: degree {degree:.4f}, betweenness {network.betweenness[person]:.4f}"
                for person, degree in network.degree.items()
            ),
        ]
    )
