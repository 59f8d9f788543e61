"""The only ways in which these views get at a row: each also answers "may this user?". No means not found."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from agreements import queries
from agreements.models import Agreement, Commitment, Party, Signatory
from partnering.answers import partnership_or_404
from partnering.models import Organisation, Partnership, User


def partnership_to_see(user: User, slug: str) -> Partnership:
    """A partnership of which the user is part."""
    return partnership_or_404(user, slug)


def agreement_to_see(user: User, pk: int) -> Agreement:
    """An agreement that the user may read."""
    return get_object_or_404(Agreement.objects.visible_to(user).select_related("partnership"), pk=pk)


def agreement_to_shape(user: User, pk: int) -> Agreement:
    """An agreement in whose making the user has a hand; whether it is still a draft, the service tells."""
    return get_object_or_404(Agreement.objects.shaped_by(user).select_related("partnership"), pk=pk)


def agreement_to_run(user: User, pk: int) -> Agreement:
    """An agreement of a partnership that the user manages."""
    return get_object_or_404(Agreement.objects.run_by(user).select_related("partnership"), pk=pk)


def party_to_remove(user: User, pk: int) -> Party:
    """A party for which the user may speak."""
    rows = Party.objects.filter(agreement__in=Agreement.objects.shaped_by(user))
    party = get_object_or_404(rows.select_related("agreement__partnership", "organisation"), pk=pk)
    party_to_speak_for(user, party.agreement, party.organisation_id)
    return party


def party_to_speak_for(user: User, agreement: Agreement, pk: int) -> Organisation:
    """A party whose interests, signatories and commitments the user may enter."""
    return get_object_or_404(queries.organisations_spoken_for(user, agreement), pk=pk)


def signatory_to_remove(user: User, pk: int) -> Signatory:
    """A signatory of a party for which the user may speak."""
    rows = Signatory.objects.filter(version__agreement__in=Agreement.objects.shaped_by(user))
    signatory = get_object_or_404(rows.select_related("version__agreement__partnership", "person"), pk=pk)
    party_to_speak_for(user, signatory.version.agreement, signatory.organisation_id)
    return signatory


def signature_to_give(user: User, pk: int) -> Signatory:
    """The user's own signature that an agreement waits for."""
    rows = Signatory.objects.to_be_signed_by(user).filter(version__agreement=pk)
    return get_object_or_404(rows.select_related("version__agreement__partnership", "organisation", "person"))


def commitment_to_see(user: User, pk: int) -> Commitment:
    """A commitment that the user may read, with its actions as far as they see them."""
    rows = queries.with_actions(user, Commitment.objects.visible_to(user))
    return get_object_or_404(rows.select_related("agreement__partnership", "organisation"), pk=pk)


def commitment_to_change(user: User, pk: int) -> Commitment:
    """A commitment of the organisation that the user leads, or of a partnership that they manage."""
    rows = Commitment.objects.changeable_by(user)
    return get_object_or_404(rows.select_related("agreement__partnership", "organisation"), pk=pk)
