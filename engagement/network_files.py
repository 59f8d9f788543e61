"""The network as a file: ties as CSV, all of it as GraphML for network programs, the picture as SVG."""

from __future__ import annotations

import csv
import io
from collections import Counter
from xml.etree import ElementTree

from django.template.loader import render_to_string

from engagement import drawings
from engagement.network import COLUMNS
from engagement.webs import Web
from partnering.spreadsheets import harmless
from partnering.templatetags.charts import PAPER

KINDS = {"csv": "text/csv", "graphml": "application/graphml+xml", "svg": "image/svg+xml"}
GRAPHML = "http://graphml.graphdrawing.org/xmlns"


def written(web: Web, kind: str) -> bytes:
    """The network as a file of a kind of `KINDS`."""
    if kind == "csv":
        return _csv(web)
    return _graphml(web) if kind == "graphml" else _svg(web)


def _names(web: Web) -> dict[int, str]:
    """A name for each person; two of the same name are told apart by their number."""
    often = Counter(one.name for one in web.people.values())
    return {pk: one.name if often[one.name] == 1 else f"{one.name} ({pk})" for pk, one in web.people.items()}


def _csv(web: Web) -> bytes:
    """One tie a row, and people without one alone in theirs: as `manage.py network` reads it."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    names = _names(web)
    for (a, b), tie in sorted(web.ties.items()):
        one, other = web.people[a], web.people[b]
        cells = (names[a], one.organisation, names[b], other.organisation)
        rows.writerow([*(harmless(cell) for cell in cells), f"{tie.weight:.4f}"])
    tied = {person for pair in web.ties for person in pair}
    for pk, one in sorted(web.people.items()):
        if pk not in tied:
            rows.writerow([harmless(names[pk]), harmless(one.organisation), "", "", ""])
    return text.getvalue().encode("utf-8-sig")


def _graphml(web: Web) -> bytes:
    root = ElementTree.Element("graphml", xmlns=GRAPHML)
    for owner, name, kind in (
        ("node", "name", "string"),
        ("node", "organisation", "string"),
        ("node", "unit", "string"),
        ("edge", "weight", "double"),
        ("edge", "times", "int"),
        ("edge", "kinds", "int"),
    ):
        key = {"id": name, "for": owner, "attr.name": name, "attr.type": kind}
        ElementTree.SubElement(root, "key", key)
    graph = ElementTree.SubElement(root, "graph", id="network", edgedefault="undirected")
    for pk, one in sorted(web.people.items()):
        node = ElementTree.SubElement(graph, "node", id=f"n{pk}")
        _data(node, name=one.name, organisation=one.organisation, unit=one.unit)
    for (a, b), tie in sorted(web.ties.items()):
        edge = ElementTree.SubElement(graph, "edge", source=f"n{a}", target=f"n{b}")
        _data(edge, weight=f"{tie.weight:.4f}", times=str(tie.times), kinds=str(tie.kinds))
    file = io.BytesIO()
    ElementTree.ElementTree(root).write(file, encoding="utf-8", xml_declaration=True)
    return file.getvalue()


def _data(parent: ElementTree.Element, **values: str) -> None:
    for key, value in values.items():
        ElementTree.SubElement(parent, "data", key=key).text = value


def _svg(web: Web) -> bytes:
    picture = drawings.web(web)
    return render_to_string(picture.template, {"chart": picture, "paper": PAPER}).strip().encode()
