"""Of the ways to sign in that allauth offers, those that this product has, and one's own account."""

from allauth.account import views
from allauth.mfa.base import views as second_steps
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as apps
from allauth.mfa.webauthn import views as passkeys
from django.urls import include, path, re_path

from partnering.views import accounts, calendars, organisation_sign_in

password_urls = [
    path("change/", views.password_change, name="account_change_password"),
    path("set/", views.password_set, name="account_set_password"),
    path("reset/", views.password_reset, name="account_reset_password"),
    path("reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        accounts.choose_password,
        name="account_reset_password_from_key",
    ),
    path("reset/key/done/", views.password_reset_from_key_done, name="account_reset_password_from_key_done"),
]
second_factor_urls = [
    path("", accounts.second_factor, name="second-factor"),
    path("confirm/", second_steps.authenticate, name="mfa_authenticate"),
    path("reauthenticate/", second_steps.reauthenticate, name="mfa_reauthenticate"),
    path("app/add/", apps.activate_totp, name="mfa_activate_totp"),
    path("app/remove/", apps.deactivate_totp, name="mfa_deactivate_totp"),
    path("codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("codes/new/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]
passkey_urls = [
    path("add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("login/", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("reauthenticate/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("<int:pk>/remove/", accounts.remove_passkey, name="mfa_remove_webauthn"),
    path("<int:pk>/edit/", accounts.rename_passkey, name="mfa_edit_webauthn"),
]
urlpatterns = [
    path("", accounts.account, name="account"),
    # allauth returns to these two when something was changed: here they are parts of one page.
    path("", accounts.account, name="mfa_index"),
    path("", accounts.account, name="mfa_list_webauthn"),
    path("login/", accounts.sign_in, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", views.confirm_login_code, name="account_confirm_login_code"),
    path("logout/", views.logout, name="account_logout"),
    path("closed/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("password/", include(password_urls)),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("organisation/<str:provider_id>/", organisation_sign_in.go, name="openid_connect_login"),
    path(
        "organisation/<str:provider_id>/back/", organisation_sign_in.come_back, name="openid_connect_callback"
    ),
    path("second-factor/", include(second_factor_urls)),
    path("passkeys/", include(passkey_urls)),
    path("time-zone/", accounts.choose_time_zone, name="choose-time-zone"),
    path("mails/", accounts.choose_mails, name="choose-mails"),
    path("calendar/new/", calendars.make_calendar, name="make-calendar"),
    path("calendar/close/", calendars.close_calendar, name="close-calendar"),
    path("sign-ins/end/", accounts.end_other_sign_ins, name="end-other-sign-ins"),
    path("sign-ins/<int:pk>/end/", accounts.end_sign_in, name="end-sign-in"),
]
