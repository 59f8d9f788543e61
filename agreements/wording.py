"""What an agreement lacks, in words that say what to do."""

from __future__ import annotations

from django.utils.translation import gettext as _

from agreements.terms import Gap, Missing


def gap_in_words(missing: Missing) -> str:
    """One sentence for one gap."""
    sentences = {
        Gap.PURPOSE: _("Say what the agreement is for."),
        Gap.SCOPE: _("Say what it covers."),
        Gap.REVIEW_DAY: _("Set the day on which the partners will review it."),
        Gap.ENDS_BEFORE_IT_STARTS: _("Its last day has passed; choose a later one."),
        Gap.REVIEW_AFTER_END: _("The review must be on or before its last day."),
        Gap.PARTIES: _("Add at least two parties."),
        Gap.DUE_BEFORE: _(
            "A commitment of %(whose)s is due before the agreement can come into force. Choose a later day."
        ),
        Gap.SIGNATORY: _("Name somebody who signs for %(whose)s."),
        Gap.ACCOUNT: _("Invite %(whose)s to sign in; without an account they can't sign."),
        Gap.PRINCIPLES: _("No principles are written down yet: how do you want to treat each other?"),
        Gap.GOVERNANCE: _("Nothing is said yet of who decides what, and how you will meet."),
        Gap.INTERESTS: _("%(whose)s has not said what it wants from partnering itself."),
        Gap.COMMITMENT: _("%(whose)s commits nothing yet."),
        Gap.DUE_DAY: _("%(whose)s has a commitment without a day by which it is due."),
    }
    return sentences[missing.gap] % {"whose": missing.whose}
