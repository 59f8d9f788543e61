"""The members of a partnership over time, former ones too, as a list and as a file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from partnering import access, queries
from partnering.forms.memberships import MembershipFilter
from partnering.lists import Column, Listing, list_page
from partnering.models import Membership, Partnership, Role
from partnering.views import fetching

MEMBERSHIPS = Listing(
    "memberships",
    gettext_lazy("Members over time"),
    (
        Column("name", gettext_lazy("Organisation"), "organisation.name", F("organisation__name")),
        Column("part", gettext_lazy("Part it plays"), "part"),
        Column("joined", gettext_lazy("Joined"), "joined_on", F("joined_on")),
        Column("left", gettext_lazy("Left"), "left_on", F("left_on")),
    ),
    default="joined",
    partnership="partnership",
)


@login_required
def memberships(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Who was a member from when to when, and who had which role meanwhile."""
    thing = fetching.partnership_to_see(request.user, slug)
    filters = MembershipFilter(request.GET)
    rows = queries.memberships_listed(request.user, thing, **filters.chosen())
    roles_in = _roles_by_membership(thing)
    told = Column("roles", gettext_lazy("Roles"), lambda one: "; ".join(map(_in_words, roles_in(one))))
    listing = replace(MEMBERSHIPS, columns=(*MEMBERSHIPS.columns, told))
    return list_page(
        request,
        listing,
        rows,
        filters,
        "partnering/memberships.html",
        lambda page: {
            "partnership": thing,
            "manages": access.manages_partnership(request.user, thing),
            "rows": [(one, roles_in(one)) for one in page],
        },
        title=_("Members of %(name)s") % {"name": thing},
    )


def _roles_by_membership(partnership: Partnership) -> Callable[[Membership], list[Role]]:
    """Finds the roles that people of a member held while it was one; all from one query, which waits until asked."""
    found: dict[int, list[Role]] = defaultdict(list)
    rows = Role.objects.filter(partnership=partnership).select_related("person").order_by("started_on", "pk")

    def of(one: Membership) -> list[Role]:
        if not found:
            for role in rows:
                found[role.person.organisation_id].append(role)
        return [
            role
            for role in found.get(one.organisation_id, [])
            if (one.left_on is None or role.started_on < one.left_on)
            and (role.ended_on is None or role.ended_on > one.joined_on)
        ]

    return of


def _in_words(role: Role) -> str:
    until = date_format(role.ended_on, "j M Y") if role.ended_on else _("today")
    return _("%(name)s: %(role)s, %(start)s – %(end)s") % {
        "name": role.person.name,
        "role": role.get_kind_display(),
        "start": date_format(role.started_on, "j M Y"),
        "end": until,
    }
