"""One's own account: how one comes in, and where one is signed in."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.views import LoginView, PasswordResetFromKeyView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from partnering import access
from partnering.forms.accounts import MailsForm, TimeZoneForm, mails_of
from partnering.models import CalendarKey, IdentityProvider
from partnering.models import SignIn as SignedIn
from partnering.second_factors import lacks_second_factor, must_have_second_factor
from partnering.services import people as people_services
from partnering.services import sign_ins as services
from partnering.services.identity_providers import provider_required_of
from partnering.views.organisation_sign_in import KNOWN_PROVIDER


class SignIn(LoginView):
    """The sign-in page. Where somebody came in by their organisation before, it offers that first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the organisation's sign-in that this browser knows, if any."""
        key = self.request.COOKIES.get(KNOWN_PROVIDER, "")
        known = IdentityProvider.objects.filter(key=key).exclude(tested_at=None) if key else ()
        provider = known.select_related("organisation").first() if key else None
        return {**super().get_context_data(**kwargs), "provider": provider}


sign_in = SignIn.as_view()


class ChoosePassword(PasswordResetFromKeyView):
    """Where the link of a mail leads. Who was invited may take a passkey instead of a password."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the password; or come in by the link alone, this once, to add a passkey."""
        user = self.reset_user
        if "passkey" not in request.POST or user.has_usable_password() or user.has_come_in():
            return super().post(request, *args, **kwargs)
        return perform_login(request, Login(user=user, redirect_url=reverse("mfa_add_webauthn")))


choose_password = ChoosePassword.as_view()


@login_required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """All about one's own account."""
    return _account_page(request, _time_zone_form(request))


@login_required
@require_POST
def choose_time_zone(request: HttpRequest) -> HttpResponse:
    """Choose in which time zone one reads times."""
    person = access.person_of(request.user)
    if person is None:
        raise Http404
    form = _time_zone_form(request)
    if not form.is_valid():
        return _account_page(request, form)
    people_services.edit_person(person=person, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("account")


@login_required
@require_POST
def choose_mails(request: HttpRequest) -> HttpResponse:
    """Choose which mails one wants."""
    person = access.person_of(request.user)
    form = MailsForm(request.POST)
    if person is None or not form.is_valid():
        raise Http404
    people_services.edit_person(person=person, by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("account")


def _time_zone_form(request: HttpRequest) -> TimeZoneForm:
    person = access.person_of(request.user)
    initial = {"time_zone": person.time_zone if person else ""}
    return TimeZoneForm(request.POST or None, site=settings.TIME_ZONE, initial=initial)


def _account_page(request: HttpRequest, form: TimeZoneForm) -> HttpResponse:
    factors = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    person = access.person_of(request.user)
    context = {
        "form": form,
        "mails": MailsForm(initial=mails_of(person)) if person else None,
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one.wrap() for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "sign_ins": SignedIn.objects.visible_to(request.user).filter(session_key__in=alive),
        "provider": provider_required_of(request.user),
        "calendar_key": CalendarKey.objects.visible_to(request.user).first(),
        "must": must_have_second_factor(request.user),
    }
    return render(request, "account/account.html", context, status=422 if form.errors else 200)


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Where those are led who must have a second factor and have none."""
    if not lacks_second_factor(request):
        return redirect("account")
    return render(request, "account/second_factor.html")


@login_required
@require_POST
def end_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign oneself out of another browser."""
    sign_in = get_object_or_404(SignedIn.objects.visible_to(request.user), pk=pk)
    services.end_sign_in(sign_in=sign_in, by=request.user)
    messages.success(request, _("You are signed out there."))
    return redirect("account")


@login_required
@require_POST
def end_other_sign_ins(request: HttpRequest) -> HttpResponse:
    """Sign oneself out everywhere else."""
    count = services.end_sign_ins(user=request.user, by=request.user, but=request.session.session_key)
    done = ngettext(
        "You are signed out of %(count)s other browser.",
        "You are signed out of %(count)s other browsers.",
        count,
    )
    messages.success(request, done % {"count": count})
    return redirect("account")


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one of one's passkeys, having shown who one is."""
    _own_passkey(request, pk)
    return passkeys.remove_webauthn(request, pk=pk)


@login_required
def rename_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one of one's passkeys another name."""
    _own_passkey(request, pk)
    return passkeys.edit_webauthn(request, pk=pk)


def _own_passkey(request: HttpRequest, pk: int) -> Authenticator:
    own = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    return get_object_or_404(own, pk=pk)
