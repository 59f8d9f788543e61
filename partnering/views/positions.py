"""Pages on which somebody moves: inside their organisation, or to another one."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import do_and_return, form_page
from partnering.forms.base import carried_out
from partnering.forms.records import MoveForm, OtherOrganisationForm
from partnering.models import Organisation
from partnering.services import positions as services
from partnering.views import fetching


@login_required
def move_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody has another unit, level or title from a day on."""
    somebody = fetching.person_to_keep(request.user, pk)
    form = MoveForm(request.POST or None, person=somebody)
    if form.is_valid() and carried_out(
        form, lambda: services.move_person(person=somebody, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Noted. What they were until then stays in their history."))
        return redirect(somebody)
    intro = _("For a mere correction, edit the record instead.")
    heading = _("%(name)s moves") % {"name": somebody}
    back = somebody.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Note the move"), intro=intro)


@login_required
@require_POST
def cancel_move(request: HttpRequest, pk: int) -> HttpResponse:
    """They stay where they are after all."""
    planned = fetching.planned_move(request.user, pk)
    done = _("The move is cancelled.")
    return do_and_return(
        request, lambda: services.cancel_move(planned=planned, by=request.user), done, planned.person
    )


@login_required
def change_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody goes to another organisation whose register the user keeps as well."""
    somebody = fetching.person_to_keep(request.user, pk)
    kept = Organisation.objects.kept_by(request.user).active().exclude(pk=somebody.organisation_id)
    form = OtherOrganisationForm(
        request.POST or None,
        organisations=kept,
        initial={
            "on": access.today(),
            "job_title": somebody.job_title,
            "level": somebody.level,
            "email": somebody.email,
        },
    )
    if form.is_valid():
        begun = carried_out(
            form, lambda: services.move_to_organisation(person=somebody, by=request.user, **form.cleaned_data)
        )
        if begun:
            messages.success(
                request,
                _("%(name)s is with %(organisation)s now. Invite them to sign in there.")
                % {"name": begun, "organisation": begun.organisation},
            )
            return redirect(begun)
    intro = _(
        "They leave here: roles end, seats become vacant, the account closes at once, and with it all that it could "
        "see. A new record begins there. To choose successors first, hand over what they hold."
    )
    heading = _("%(name)s goes to another organisation") % {"name": somebody}
    back = somebody.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Note it"), intro=intro)
