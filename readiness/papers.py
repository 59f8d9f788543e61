"""A survey on paper, as PDF: the form to fill in by hand, and the poster with the shared link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from partnering.pdf import pdf_from
from readiness.framework_data import Framework
from readiness.models import Campaign


def made(template: str, campaign: Campaign, framework: Framework, more: dict[str, Any]) -> bytes:
    """The PDF of a template about a survey, in the framework's language."""
    context = {
        "campaign": campaign,
        "organisation": campaign.organisation,
        "framework": framework,
        **campaign.words_in(framework.language),
        "minutes": framework.minutes,
        **more,
    }
    return pdf_from(render_to_string(template, context), style=_style())


def _style() -> str:
    found = finders.find("readiness/paper.css")
    if not isinstance(found, str):
        raise FileNotFoundError("readiness/paper.css")
    return Path(found).read_text(encoding="utf-8")
