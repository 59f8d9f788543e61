"""A result on one sheet of paper, for those who decide and have a minute."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from partnering.errors import DomainError
from partnering.pdf import pdf_from, style_sheet
from readiness import drawings, queries
from readiness.models import Campaign

MOST_AREAS, MOST_ACTIONS = 12, 4
FEW_AREAS = 7
"""With more areas there is no room for single questions."""


def one_page(*, user: Any, campaign: Campaign) -> bytes:
    """The PDF of a closed survey's result, for a user who may see it. DomainError where nothing may be shown."""
    if campaign.closed_on is None:
        raise DomainError(_("There is no result before the survey is closed."))
    if campaign.result.respondents is None:
        raise DomainError(_("Too few people answered to show anything, so there is nothing to print."))
    page = render_to_string("readiness/one_page.html", _context(queries.summary_of(user, campaign)))
    return pdf_from(page, style=style_sheet("readiness/one-page.css"))


def _context(summary: queries.Summary) -> dict[str, Any]:
    scale = summary.framework.scale
    moved = {one.movement.key: one for one in summary.since.areas} if summary.since else {}
    rows = [
        (area, moved.get(area.key), None if area.mean is None else round(100 * area.mean / scale.maximum))
        for area in summary.areas[:MOST_AREAS]
    ]
    under_way = summary.under_way[:MOST_ACTIONS]
    return {
        "summary": summary,
        "campaign": summary.campaign,
        "radar": drawings.radar(summary.framework, summary.result, summary.since),
        "rows": rows,
        "left_out": len(summary.areas) - len(rows),
        "questions": 0 if len(rows) > FEW_AREAS else 2 if under_way else 3,
        "under_way": under_way,
        "advice": _advice(summary)[: 2 if under_way else 3],
    }


def _advice(summary: queries.Summary) -> list[tuple[queries.AreaShown, str]]:
    """What is advised first; nothing once something was taken on, since that is what a reader should hear of."""
    if any(actions for _area, actions in summary.advised):
        return []
    known = {_plain(one.action.title) for _area, one in summary.under_way}
    return [(area, text) for area, text in summary.first_advice if _plain(text) not in known]


def _plain(text: str) -> str:
    return text.strip(" .").casefold()
