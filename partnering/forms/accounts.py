"""Forms of coming in and of one's own account."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from allauth.account.forms import ConfirmLoginCodeForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from partnering.accounts import CODE
from partnering.models import Person
from partnering.sealing import unseal


class ConfirmCodeForm(ConfirmLoginCodeForm):
    """Asks for the code of the mail. What the session keeps of it is sealed."""

    def __init__(self, *args: Any, code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, code=unseal(code, purpose=CODE) or "", **kwargs)
        self.fields["code"].label = _("Code from the e-mail")
        self.fields["code"].widget.attrs.update(placeholder="", autofocus=True, autocapitalize="characters")


class PasskeyForm(AddWebAuthnForm):
    """Names a new passkey, and says what it is for."""

    passwordless = forms.BooleanField(
        label=_("Sign in with this passkey alone, without a password"),
        required=False,
        initial=True,
        help_text=_(
            "The device then asks for your finger, face or PIN. Otherwise it is your second step only."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("So that you know it again, for instance “my phone”.")


class MailsForm(forms.Form):
    """Which mails one wants; those that ask for something that is one's own to do always come."""

    hears_of_comments = forms.BooleanField(
        label=_("Tell me of comments on actions that I own or wrote about"),
        required=False,
        help_text=_("In your one mail a week. Who mentions you still reaches you."),
    )
    hears_of_meetings = forms.BooleanField(
        label=_("Remind me of meetings, the day before"),
        required=False,
        help_text=_("Invitations, changes and cancellations still come, as your calendar needs them."),
    )


def mails_of(person: Person) -> dict[str, bool]:
    """Which mails somebody wants, as the form asks for it."""
    return {name: getattr(person, name) for name in MailsForm.base_fields}


class TimeZoneForm(forms.Form):
    """In which time zone one reads times."""

    time_zone = forms.ChoiceField(label=_("Show times in"), required=False)

    def __init__(self, *args: Any, site: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
        default = _("The site’s own time zone (%(zone)s)") % {"zone": site}
        self.fields["time_zone"].choices = [
            ("", default),
            *((zone, zone.replace("_", " ")) for zone in zones),
        ]
