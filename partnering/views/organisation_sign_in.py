"""An organisation's own sign-in: its page for the partnering lead, and the way there and back."""

from __future__ import annotations

from collections.abc import Callable

from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from partnering.answers import confirm_page, do_and_return
from partnering.forms.base import carried_out
from partnering.forms.identity_providers import IdentityProviderForm
from partnering.models import IdentityProvider, Organisation
from partnering.organisation_sign_in import CarefulAdapter
from partnering.services import identity_providers as services
from partnering.views import fetching

KNOWN_PROVIDER = "sign_in_with"
"""The cookie by which a browser knows the organisation's sign-in that was used in it."""
A_YEAR = 31_536_000
# What an answer that isn't as the standard says may lead to while allauth reads it.
MALFORMED = (OAuth2Error, RequestException, KeyError, TypeError, ValueError)


@login_required
def organisation_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """How an organisation's people sign in, for its partnering lead."""
    organisation = fetching.organisation_to_lead(request.user, pk)
    provider = _provider(request, organisation)
    form = IdentityProviderForm(request.POST or None, instance=provider)
    if form.is_valid() and carried_out(
        form,
        lambda: services.set_up_provider(organisation=organisation, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Saved. Try it before you require it."))
        return redirect("partnering:organisation-sign-in", pk)
    context = {
        "organisation": organisation,
        "keeps": True,
        "form": form,
        "provider": provider,
        "back_address": _back_address(provider),
        "linked": SocialAccount.objects.filter(provider=provider.key).count() if provider else 0,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "partnering/organisation_sign_in.html", context, status=status)


@login_required
@require_POST
def require_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Require it of all the organisation's people."""
    done = _("From now on your people come in by your own sign-in only.")
    return _change(request, pk, lambda one: services.require_provider(provider=one, by=request.user), done)


@login_required
@require_POST
def free_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let people choose how they come in."""
    done = _("Your people may come in by password, code and passkey as well.")
    return _change(
        request, pk, lambda one: services.stop_requiring_provider(provider=one, by=request.user), done
    )


@login_required
def remove_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, and forget the organisation's own sign-in."""
    if request.method == "POST":
        done = _("Your people come in by password, code or passkey now.")
        return _change(request, pk, lambda one: services.remove_provider(provider=one, by=request.user), done)
    organisation = fetching.organisation_to_lead(request.user, pk)
    fetching.provider_of(request.user, organisation)
    text = _("People who have no password get one by “Forgot your password?” or come in by a code.")
    back = reverse("partnering:organisation-sign-in", args=[pk])
    return confirm_page(request, _("Remove your own sign-in?"), text, back=back, submit=_("Remove it"))


def _change(
    request: HttpRequest, pk: int, do: Callable[[IdentityProvider], object], done: str
) -> HttpResponse:
    organisation = fetching.organisation_to_lead(request.user, pk)
    provider = fetching.provider_of(request.user, organisation)
    back = reverse("partnering:organisation-sign-in", args=[pk])
    return do_and_return(request, lambda: do(provider), done, back)


def _provider(request: HttpRequest, organisation: Organisation) -> IdentityProvider | None:
    return IdentityProvider.objects.visible_to(request.user).filter(organisation=organisation).first()


def _back_address(provider: IdentityProvider | None) -> str:
    if provider is None:
        return ""
    return settings.BASE_URL + reverse("openid_connect_callback", args=[provider.key])


@require_safe
@never_cache
def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the organisation's sign-in."""
    return _with_provider(request, provider_id, OAuth2LoginView)


@require_safe
@never_cache
def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from there, and in."""
    response = _with_provider(request, provider_id, OAuth2CallbackView)
    if request.user.is_authenticated:
        secure, age = settings.SESSION_COOKIE_SECURE, A_YEAR
        response.set_cookie(KNOWN_PROVIDER, provider_id, age, httponly=True, samesite="Lax", secure=secure)
    return response


def _with_provider(request: HttpRequest, key: str, view: type) -> HttpResponse:
    adapter = CarefulAdapter(request, key)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
    try:
        return view.adapter_view(adapter)(request)
    except MALFORMED as error:
        return render_authentication_error(request, provider, exception=error)
