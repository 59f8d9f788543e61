"""Pages on which somebody's part passes to others: when they leave, when they are away, and later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from partnering import access, registry
from partnering.answers import do_and_return, panels, status_of
from partnering.choices import HandoverReason
from partnering.forms.base import carried_out
from partnering.forms.handovers import HandoverForm
from partnering.models import Person, User
from partnering.registry import Held
from partnering.services import handovers as services
from partnering.views import fetching

STAYING = (HandoverReason.AWAY, HandoverReason.OTHER_WORK)


@login_required
def person_leaves(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody leaves: all that they hold on one page, with who takes it over."""
    somebody = fetching.person_to_keep(request.user, pk)
    return _hand_over_page(request, somebody, [HandoverReason.LEAVING])


@login_required
@require_POST
def person_stays(request: HttpRequest, pk: int) -> HttpResponse:
    """They don't leave after all."""
    somebody = fetching.person_to_keep(request.user, pk)
    done = _("%(name)s stays. What nobody has taken over goes on.") % {"name": somebody}
    return do_and_return(
        request, lambda: services.leaver_stays(person=somebody, by=request.user), done, somebody
    )


@login_required
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody stays but gives away what they hold, for instance for a parental leave."""
    somebody = fetching.person_to_keep(request.user, pk)
    return _hand_over_page(request, somebody, STAYING)


def _hand_over_page(request: HttpRequest, somebody: Person, reasons: Sequence[str]) -> HttpResponse:
    held = services.held_by(somebody, access.today())
    mine, others = _split(request.user, somebody, held)
    leaving = HandoverReason.LEAVING in reasons
    form = _form(request, somebody, mine, reasons, must_choose=not leaving)
    if form.is_valid():
        made = carried_out(
            form,
            lambda: services.hand_over(
                person=somebody,
                reason=form.cleaned_data["reason"],
                on=form.cleaned_data["on"],
                successors=form.successors(),
                by=request.user,
            ),
        )
        if made:
            messages.success(request, _said(somebody, services.open_items(made)))
            return redirect(made if made.items.exists() else somebody)
    context = {
        "form": form,
        "person": somebody,
        "leaving": leaving,
        "others": others,
        "panels": panels(request, "handover", somebody),
    }
    return render(request, "partnering/hand_over.html", context, status=status_of(form))


def _form(
    request: HttpRequest,
    somebody: Person,
    held: Sequence[Held],
    reasons: Sequence[str],
    *,
    must_choose: bool,
    **initial: Any,
) -> HandoverForm:
    near, others = [], []
    for one in fetching.colleagues_of(somebody):
        same_unit = one.unit_id is not None and one.unit_id == somebody.unit_id
        (near if same_unit else others).append(one)
    return HandoverForm(
        request.POST or None,
        person=somebody,
        held=held,
        near=near,
        others=others,
        reasons=reasons,
        must_choose=must_choose,
        initial={"on": access.today(), **initial},
    )


def _split(user: User, person: Person, held: list[Held]) -> tuple[list[Held], list[Held]]:
    """What the user may pass on, and what somebody else has to."""
    tests = {one.key: one.passable(user, person) for one in registry.holdings}
    mine = [one for one in held if tests[one.kind](one)]
    return mine, [one for one in held if one not in mine]


def _said(somebody: Person, left_open: Sequence[Any]) -> str:
    if not left_open:
        return _("Noted. Nothing that %(name)s held is left open.") % {"name": somebody}
    words = ngettext("Noted. %(n)d thing is left open.", "Noted. %(n)d things are left open.", len(left_open))
    return words % {"n": len(left_open)}


@login_required
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """A handover: who took over what, and what is still open, to be passed on."""
    thing = fetching.handover_to_see(request.user, pk)
    left_open = services.open_items(thing) if thing.closed_on is None else []
    mine, others = _split(request.user, thing.person, [one.as_held() for one in left_open])
    form = _form(request, thing.person, mine, [thing.reason], must_choose=True, on=thing.on)
    del form.fields["on"]
    if form.is_valid() and thing.closed_on is None:
        done = carried_out(
            form,
            lambda: services.continue_handover(handover=thing, successors=form.successors(), by=request.user),
        )
        if done:
            messages.success(request, _said(thing.person, services.open_items(done)))
            return redirect(thing)
    context = {
        "handover": thing,
        "person": thing.person,
        "form": form,
        "passed": thing.items.exclude(successor=None).select_related("successor"),
        "left": thing.items.open() if thing.closed_on else [],
        "others": others,
        "panels": panels(request, "handover", thing.person),
    }
    return render(request, "partnering/handover.html", context, status=status_of(form))


@login_required
@require_POST
def close_handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the rest as it is."""
    thing = fetching.handover_to_see(request.user, pk)
    return do_and_return(
        request,
        lambda: services.close_handover(handover=thing, by=request.user),
        _("The handover is closed."),
        thing,
    )
