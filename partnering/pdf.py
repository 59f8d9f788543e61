"""HTML to PDF: tagged for screen readers (PDF/UA), from what is in the product alone.

The engine may fetch nothing, from the network or from the disk: a page's style comes as text and its charts are
inside it. So no text that users typed can make the server read an address.
"""

from __future__ import annotations

import logging

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from partnering.errors import DomainError

# The engine tells of every style rule that it doesn't know; what matters comes as an exception.
logging.getLogger("weasyprint").setLevel(logging.ERROR)
logging.getLogger("fontTools").setLevel(logging.ERROR)


class NoPdfEngine(DomainError):
    """The machine lacks the libraries that lay out text; says what to install."""


def pdf_from(html: str, *, style: str) -> bytes:
    """The document as PDF bytes. Raises NoPdfEngine when the system's text libraries are missing."""
    try:
        # WeasyPrint takes a second to import, and fails without Pango; only the worker needs it.
        import weasyprint  # noqa: PLC0415
    except OSError as error:
        raise NoPdfEngine(
            _("Reports can't be made on this machine yet: its administrator has to install Pango (%(why)s).")
            % {"why": str(error).splitlines()[0]}
        ) from error
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    sheet = weasyprint.CSS(string=style, url_fetcher=nothing)
    pdf: bytes = document.write_pdf(stylesheets=[sheet], pdf_variant="pdf/ua-1")
    return pdf


def style_sheet(name: str) -> str:
    """The text of a style sheet of ours for paper, by its name among the static files."""
    path = finders.find(name)
    if not isinstance(path, str):
        raise DomainError(
            _("The style sheet “%(name)s” is missing from this installation. Tell your administrator.")
            % {"name": name}
        )
    with open(path, encoding="utf-8") as sheet:
        return sheet.read()
