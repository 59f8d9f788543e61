"""Pages on which organisations keep frameworks of their own: the list, each one's page, and its versions."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from partnering import access
from partnering.answers import confirm_page, do_and_return, form_page
from partnering.errors import DomainError
from partnering.forms.base import carried_out
from readiness import languages, queries
from readiness.forms.frameworks import FileForm, NewForm
from readiness.framework_drafts import SCALES, Draft, blank, draft_of
from readiness.framework_files import BUILT_IN, FrameworkError, built_in, parse_framework
from readiness.framework_tables import TableRefused
from readiness.models import OwnFramework
from readiness.services import own_frameworks as services
from readiness.services.frameworks import built_in_frameworks
from readiness.views import fetching
from readiness.views.fetching import draft_page

FAULTS_SHOWN = 20


@login_required
def frameworks(request: HttpRequest) -> HttpResponse:
    """The frameworks that come with the product, and those of the user's organisation."""
    organisation = access.reads_internals_of(request.user)
    if organisation is None:
        raise Http404
    context = {
        "rows": queries.own_frameworks_listed(request.user),
        "built_in": [
            one.in_language(languages.readers_language(request.user)) for one in built_in_frameworks()
        ],
        "manages": access.leads_organisation(request.user, organisation),
    }
    return render(request, "readiness/frameworks.html", context)


@login_required
def framework(request: HttpRequest, pk: int) -> HttpResponse:
    """A framework of one's own: the draft with what it still lacks, and its versions."""
    own = fetching.framework_to_see(request.user, pk)
    draft = own.draft
    context = {
        "own": own,
        "draft": draft,
        "manages": OwnFramework.objects.manageable_by(request.user).filter(pk=pk).exists(),
        "lacks": services.why_not_publish(draft) if draft else "",
        "questions": sum(len(area["questions"]) for area in draft["areas"]) if draft else 0,
        "translations": [languages.name_of(code) for code in (draft or {}).get("translations", ())],
        "versions": queries.versions_listed(own),
    }
    return render(request, "readiness/framework.html", context)


@login_required
def new_framework(request: HttpRequest) -> HttpResponse:
    """Begin a framework: with nothing, or as a copy."""
    organisation = fetching.organisation_to_survey(request.user)
    copies = [(one.slug, _("A copy of “%(name)s”") % {"name": one.name}) for one in built_in_frameworks()]
    initial = {"start": request.GET.get("from") or "1-5"}
    form = NewForm(request.POST or None, copies=copies, initial=initial)
    if form.is_valid():
        name = form.cleaned_data["name"]
        draft = _beginning(form.cleaned_data["start"], name)
        made = carried_out(
            form,
            lambda: services.make_framework(
                organisation=organisation, name=name, draft=draft, by=request.user
            ),
        )
        if made:
            return redirect(made)
    intro = _("It is your organisation's own: partners see it only in results that you share.")
    back = reverse("readiness:frameworks")
    return form_page(request, form, _("A framework of your own"), back=back, submit=_("Begin"), intro=intro)


def _beginning(start: str, name: str) -> Draft:
    if start in BUILT_IN:
        return draft_of(built_in(start))
    low, high = SCALES[start]
    width = (high - low) / 4
    bands = [
        ("concern", _("Concern"), low),
        ("borderline", _("Borderline"), low + 2 * width),
        ("strength", _("Strength"), low + 3 * width),
    ]
    return blank(name, SCALES[start], bands, "en")


@login_required
def import_new_framework(request: HttpRequest) -> HttpResponse:
    """Begin a framework with a file."""
    organisation = fetching.organisation_to_survey(request.user)
    form = FileForm(request.POST or None, request.FILES or None)
    draft = _read(form, None) if form.is_valid() else None
    if draft is not None:
        given = draft
        made = carried_out(
            form,
            lambda: services.make_framework(
                organisation=organisation, name=given["name"], draft=given, by=request.user
            ),
        )
        if made:
            messages.success(request, _("The file is read. Look at the draft before you publish it."))
            return redirect(made)
    intro = _("A TOML file holds all of a framework. A CSV file holds questions, with answers from 1 to 5.")
    back = reverse("readiness:frameworks")
    return form_page(
        request, form, _("Import a framework"), back=back, submit=_("Read the file"), intro=intro
    )


@draft_page
def import_framework(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Put a file in the place of the draft."""
    form = FileForm(request.POST or None, request.FILES or None)
    draft = _read(form, own.draft) if form.is_valid() else None
    if draft is not None:
        given = draft
        services.replace_draft(own=own, draft=given, by=request.user)
        messages.success(request, _("The file is read. Look at the draft before you publish it."))
        return redirect(own)
    heading = _("Import into %(name)s") % {"name": own}
    intro = _(
        "A TOML file takes the place of the whole draft, a CSV file that of its questions. Published versions stay as "
        "they are."
    )
    back = own.get_absolute_url()
    return form_page(request, form, heading, back=back, submit=_("Read the file"), intro=intro)


def _read(form: FileForm, draft: Draft | None) -> Draft | None:
    """The draft that a file makes of one that is there, or of none; None when the form now says what is wrong."""
    name, text = form.cleaned_data["file"]
    try:
        if name.lower().endswith(".toml"):
            return draft_of(parse_framework(text, name))
        start = draft if draft is not None else _beginning("1-5", name[:-4])
        return services.with_questions_of(start, text)
    except FrameworkError as error:
        form.add_error("file", str(error))
    except TableRefused as error:
        shown = error.faults[:FAULTS_SHOWN]
        form.add_error("file", [f"{name}, {fault}" for fault in shown])
        if more := len(error.faults) - len(shown):
            form.add_error("file", _("And %(number)s more.") % {"number": more})
    return None


@draft_page
def publish_framework(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Publish the draft as a version; asks first."""
    if request.method == "POST":
        return do_and_return(
            request,
            lambda: services.publish_framework(own=own, by=request.user, on=access.today()),
            _("Published. You can start a survey with it now."),
            own,
        )
    heading = _("Publish version %(number)s of %(name)s?") % {"number": own.draft["version"], "name": own}
    text = _(
        "A published version never changes, so that results stay comparable. For changes you make the next version."
    )
    back = own.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Publish it"))


@login_required
@require_POST
def next_version(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a draft with what the newest version has."""
    own = fetching.framework_to_manage(request.user, pk)
    done = _("Here is the next version. Surveys go on with the last one until you publish it.")
    return do_and_return(request, lambda: services.begin_next_version(own=own, by=request.user), done, own)


@draft_page
def discard_draft(request: HttpRequest, own: OwnFramework) -> HttpResponse:
    """Throw the draft away; asks first."""
    if request.method == "POST":
        try:
            gone = services.discard_draft(own=own, by=request.user)
        except DomainError as error:
            messages.error(request, str(error))
            return redirect("readiness:frameworks")
        messages.success(request, _("The draft is gone."))
        return redirect("readiness:frameworks") if gone else redirect(own)
    heading = _("Throw away the draft of %(name)s?") % {"name": own}
    text = _("It can't be brought back. Published versions stay.")
    back = own.get_absolute_url()
    return confirm_page(request, heading, text, back=back, submit=_("Throw it away"))


@login_required
@require_POST
def archive_framework(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it off the list of what is asked with."""
    own = fetching.framework_to_manage(request.user, pk)
    done = _("Archived. Surveys that ask with it go on, and results stay.")
    return do_and_return(
        request, lambda: services.archive_framework(own=own, by=request.user, on=access.today()), done, own
    )


@login_required
@require_POST
def restore_framework(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it back on the list."""
    own = fetching.framework_to_manage(request.user, pk)
    return do_and_return(
        request,
        lambda: services.restore_framework(own=own, by=request.user),
        _("It is back on the list."),
        own,
    )
