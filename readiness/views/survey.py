"""A respondent's own pages, one area of the framework at a time."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from partnering import access
from partnering.answers import behind_link, status_of
from partnering.errors import DomainError
from readiness import languages, queries
from readiness.forms.survey import UNKNOWN, AboutForm, AreaForm, SendForm, SharedAboutForm, WithdrawForm
from readiness.framework_data import Question
from readiness.services import answering
from readiness.services.answering import Filled
from readiness.services.links import LinkIsSpent, opened
from readiness.views.opening import Asked, for_scripts, framework_for, on_to, state, survey_page, thanks


@survey_page
def survey(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """Who will see what, before the first question; in which language; and where to begin, or to go on."""
    every = asked.campaign.framework_version.framework
    if request.method == "POST":
        filled.language = languages.best_of(every.languages, [request.POST.get("language", "")])
        answering.save_draft(token=asked.key, filled=filled, now=timezone.now())
        return on_to(request, "readiness:survey", asked.token)
    undone = [
        number
        for number, area in enumerate(every.areas, 1)
        if any(question.key not in filled.answers for question in area.questions)
    ]
    context = asked.context(
        begun=bool(filled.answers),
        go_on=undone[0] if undone else None,
        minutes=every.minutes,
        languages=languages.offered(every),
        sight=queries.sight_of(asked.campaign, asked.link.invitation),
    )
    return render(request, "readiness/survey/intro.html", context)


@survey_page
def about(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """May unit and level be kept? Not asked when the survey is named."""
    if not asked.campaign.is_confidential:
        return redirect("readiness:survey-area", asked.token, 1)
    form = _about_form(request, asked, filled)
    if form.is_valid():
        form.fill(filled)
        answering.save_draft(token=asked.key, filled=filled, now=timezone.now())
        return on_to(request, "readiness:survey-area", asked.token, 1)
    return render(request, "readiness/survey/about.html", asked.context(form=form), status=status_of(form))


def _about_form(request: HttpRequest, asked: Asked, filled: Filled) -> AboutForm | SharedAboutForm:
    person = asked.link.person
    if person is None:
        units = queries.units_to_name(asked.campaign)
        return SharedAboutForm(request.POST or None, units=units, filled=filled)
    group = asked.campaign.group_of(person)
    return AboutForm(
        request.POST or None,
        group=group.name if group else "",
        level=person.get_level_display(),
        filled=filled,
        is_review=asked.campaign.is_review,
    )


@survey_page
def area(request: HttpRequest, asked: Asked, filled: Filled, number: int) -> HttpResponse:
    """One area's questions. Each choice is kept at once with scripts, and all of them on going on without."""
    areas = asked.framework.areas
    if not 1 <= number <= len(areas):
        return redirect("readiness:survey", asked.token)
    one = areas[number - 1]
    form = AreaForm(request.POST or None, area=one, filled=filled)
    if request.method == "POST":
        _keep(asked, filled, form)
        if form.is_valid():
            if request.htmx and "go" not in request.POST:
                return render(request, "readiness/survey/_saved.html")
            return _turn_page(request, asked.token, number, len(areas))
    context = asked.context(
        form=form,
        area=one,
        number=number,
        count=len(areas),
        percent=round(100 * number / (len(areas) + 1)),
        is_first=number == 1,
    )
    return render(request, "readiness/survey/area.html", context, status=status_of(form))


def _keep(asked: Asked, filled: Filled, form: AreaForm) -> None:
    """Save what was chosen, also when one of it is none of the choices: that takes nothing away of what was saved.

    Nor does a question without a choice: a choice can be changed but not undone, so it only comes from an older post.
    """
    is_fine = form.is_valid()
    chosen = form.answers()
    filled.answers |= chosen
    if is_fine or chosen:
        answering.save_draft(token=asked.key, filled=filled, now=timezone.now())


def _turn_page(request: HttpRequest, token: str, number: int, count: int) -> HttpResponse:
    going_back = request.POST.get("go") == "back"
    target = number - 1 if going_back else number + 1
    if target > count:
        return on_to(request, "readiness:survey-review", token)
    if target:
        return on_to(request, "readiness:survey-area", token, target)
    return on_to(request, "readiness:survey", token)


@survey_page
def review(request: HttpRequest, asked: Asked, filled: Filled) -> HttpResponse:
    """What is answered and what is not yet; a comment; and the one post that spends the link."""
    form = SendForm(
        request.POST or None, initial={"comment": filled.comment}, is_review=asked.campaign.is_review
    )
    if request.method == "POST" and form.is_valid():
        filled.comment = form.cleaned_data["comment"]
        if request.POST.get("go", "send") != "send":
            answering.save_draft(token=asked.key, filled=filled, now=timezone.now())
            return _leave_review(request, asked)
        try:
            answering.submit_response(token=asked.key, filled=filled, now=timezone.now())
        except LinkIsSpent:
            raise
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return thanks(request, asked.token, filled)
    areas = asked.framework.areas
    rows = [
        (
            number,
            one,
            sum(question.key in filled.answers for question in one.questions),
            [(question.text, _words_of(question, filled)) for question in one.questions],
        )
        for number, one in enumerate(areas, 1)
    ]
    context = asked.context(form=form, rows=rows, filled=filled, back=len(areas))
    return render(request, "readiness/survey/review.html", context, status=status_of(form))


def _leave_review(request: HttpRequest, asked: Asked) -> HttpResponse:
    """Where somebody goes who wants to change something; the comment is kept, also by scripts while it is typed."""
    go = request.POST["go"]
    if go == "keep" and request.htmx:
        return render(request, "readiness/survey/_saved.html")
    if go == "about":
        return on_to(request, "readiness:survey-about", asked.token)
    if go.isdecimal() and 1 <= int(go) <= len(asked.framework.areas):
        return on_to(request, "readiness:survey-area", asked.token, int(go))
    return on_to(request, "readiness:survey-review", asked.token)


def _words_of(question: Question, filled: Filled) -> str:
    """What was answered to a question, in the words of its choices; '' when nothing was."""
    value = filled.answers.get(question.key)
    words = {**dict(UNKNOWN), **{level.value: level.text for level in question.levels}}
    return str(words.get(value, ""))


@survey_page
def astray(request: HttpRequest, asked: Asked, filled: Filled, rest: str) -> HttpResponse:
    """On to the first page from what is none: a mail program takes a bracket or a comma behind a link for its end."""
    return redirect("readiness:survey", asked.token)


@csrf_exempt
def take_back(request: HttpRequest, token: str) -> HttpResponse:
    """Take back what was sent to a named survey, to change it or for good; asks first."""
    link = opened(token)
    if link is not None and link.takes_answers(access.today()):
        return behind_link(on_to(request, "readiness:survey", token))
    if link is None or not answering.may_withdraw(link, access.today()):
        return behind_link(for_scripts(request, state(request, token, link)))
    framework = framework_for(request, link.campaign, request.GET.get("language", ""))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    with languages.pages_in(framework.language):
        if form.is_valid():
            answering.withdraw_response(token=token, keep=form.cleaned_data["keep"], now=timezone.now())
            return behind_link(thanks(request, token, Filled(language=framework.language)))
        context = Asked(token, link, framework).context(form=form)
        return behind_link(
            render(request, "readiness/survey/take_back.html", context, status=status_of(form))
        )
