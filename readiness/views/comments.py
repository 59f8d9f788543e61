"""The comments of a survey, and sorting them by what they are about."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partnering.answers import page_of
from readiness import queries
from readiness.forms.themes import ThemesForm
from readiness.models import Comment
from readiness.services.themes import sort_comments
from readiness.views import fetching


@login_required
def comments(request: HttpRequest, pk: int) -> HttpResponse:
    """What people wrote, all of it or about one theme; the survey's lead sorts it here."""
    thing = fetching.campaign_to_see(request.user, pk)
    if thing.closed_on is None:
        raise Http404
    manages = fetching.manages(request.user, thing)
    themes = list(queries.themes_counted(request.user, thing))
    chosen = next((one for one in themes if str(one.pk) == request.GET.get("theme")), None)
    page = page_of(request, queries.comments_listed(request.user, thing, chosen.pk if chosen else None))
    shown = [(comment, _form(request, comment)) for comment in page]
    if request.method == "POST":
        if not manages:
            raise Http404
        if all(form.is_valid() for _comment, form in shown if form.is_bound):
            marks = {comment.pk: form.cleaned_data["themes"] for comment, form in shown if form.is_bound}
            sort_comments(campaign=thing, marks=marks, by=request.user)
            messages.success(request, _("The themes of these comments are saved."))
            return redirect(request.get_full_path())
    context = {
        "campaign": thing,
        "manages": manages,
        "themes": themes,
        "chosen": chosen,
        "page": page,
        "shown": shown,
        "names": queries.theme_names(request.user, thing) if manages else [],
    }
    refused = request.method == "POST"
    return render(request, "readiness/comments.html", context, status=422 if refused else 200)


def _form(request: HttpRequest, comment: Comment) -> ThemesForm:
    """The comment's form; one that wasn't on the page that was sent stays as it is."""
    present = ", ".join(theme.name for theme in comment.themes.all())
    sent = request.POST if f"{comment.pk}-themes" in request.POST else None
    return ThemesForm(sent, prefix=str(comment.pk), initial={"themes": present})
