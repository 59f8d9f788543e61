"""Agreements and commitments as lists: those of a partnership, and those of all of them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.forms.lists import AgreementFilter, EveryAgreementFilter, EveryCommitmentFilter
from agreements.models import Agreement
from agreements.views import fetching
from partnering import access
from partnering.lists import Column, Listing, list_page, plain_page

TONES = {"in force": "good", "for signature": "warn", "kept": "good", "not kept": "bad"}


def _parties(agreement: Agreement) -> str:
    return ", ".join(sorted(one.organisation.name for one in agreement.parties.all()))


def _signed(agreement: Agreement) -> str:
    told = {"n": agreement.signatures, "all": agreement.signatories}  # type: ignore[attr-defined]
    return _("%(n)s of %(all)s") % told


TITLE = Column(
    "title", gettext_lazy("Agreement"), "title", F("title"), lambda one: str(one.get_absolute_url())
)
COLUMNS = (
    Column("parties", gettext_lazy("Parties"), _parties),
    Column(
        "state",
        gettext_lazy("State"),
        "get_state_display",
        F("state"),
        tone=lambda one: TONES.get(one.state, ""),
    ),
    Column("force", gettext_lazy("In force since"), "came_into_force_on", F("came_into_force_on")),
    Column("signed", gettext_lazy("Signed"), _signed),
    Column("promised", gettext_lazy("Commitments"), "promised", F("promised")),
    Column("kept", gettext_lazy("Kept"), "kept", F("kept")),
    Column("late", gettext_lazy("Late"), "late", F("late"), tone=lambda one: "bad" if one.late else ""),
    Column("review", gettext_lazy("To be reviewed"), "review_on", F("review_on")),
    Column("ends", gettext_lazy("Agreed until"), "ends_on", F("ends_on")),
)
WHERE = Column("partnership", gettext_lazy("Partnership"), "partnership.name", F("partnership__name"))
AGREEMENTS = Listing(
    "agreements",
    gettext_lazy("Agreements"),
    (TITLE, *COLUMNS),
    default="-force",
    partnership="partnership",
)
EVERY_AGREEMENT = Listing(
    "all-agreements",
    gettext_lazy("Agreements"),
    (TITLE, WHERE, *COLUMNS),
    default="title",
    partnership="partnership",
)


@login_required
def agreements(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A partnership's agreements, and what waits for the user's signature."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = AgreementFilter(request.GET, user=request.user)
    rows = filters.narrow(queries.agreements_listed(request.user, thing))
    context = {
        "partnership": thing,
        "manages": access.manages_partnership(request.user, thing),
        "to_sign": queries.waits_for_signature_of(request.user, thing),
        "may_draft": queries.may_draft(request.user, thing),
    }
    title = _("Agreements of %(name)s") % {"name": thing}
    template = "agreements/agreements.html"
    return list_page(request, AGREEMENTS, rows, filters, template, context, title=title)


@login_required
def every_agreement(request: HttpRequest) -> HttpResponseBase:
    """The agreements of all partnerships."""
    filters = EveryAgreementFilter(request.GET, user=request.user)
    rows = filters.narrow(queries.agreements_listed(request.user))
    return plain_page(request, EVERY_AGREEMENT, rows, filters, placeholder=_("Search by title"))


EVERY_COMMITMENT = Listing(
    "all-commitments",
    gettext_lazy("Commitments"),
    (
        Column(
            "text", gettext_lazy("Commitment"), "text", F("text"), lambda one: str(one.get_absolute_url())
        ),
        Column(
            "partnership",
            gettext_lazy("Partnership"),
            "agreement.partnership.name",
            F("agreement__partnership__name"),
        ),
        Column("agreement", gettext_lazy("Agreement"), "agreement.title", F("agreement__title")),
        Column("organisation", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column("kind", gettext_lazy("What it is"), "get_kind_display", F("kind")),
        Column("amount", gettext_lazy("Amount"), "amount"),
        Column("unit", gettext_lazy("Unit of measure"), "unit"),
        Column("due", gettext_lazy("Due"), "due_on", F("due_on")),
        Column(
            "state",
            gettext_lazy("State"),
            "get_state_display",
            F("state"),
            tone=lambda one: TONES.get(one.state, ""),
        ),
        Column("actions", gettext_lazy("Actions"), lambda one: "; ".join(str(a) for a in one.actions_seen)),
    ),
    default="due",
    organisation="organisation",
    partnership="agreement__partnership",
)


@login_required
def every_commitment(request: HttpRequest) -> HttpResponseBase:
    """What the parties to all agreements committed."""
    filters = EveryCommitmentFilter(request.GET, user=request.user)
    rows = filters.narrow(queries.commitments_listed(request.user))
    if filters.chosen()["state"] == "late":
        rows = rows.late()  # type: ignore[attr-defined]
    return plain_page(request, EVERY_COMMITMENT, rows, filters, placeholder=_("Search by words"))
