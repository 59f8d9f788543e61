"""What people hold in agreements: signatures that are asked of them. Another signatory needs a new version."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.choices import AgreementState
from agreements.models import Signatory
from partnering.errors import DomainError
from partnering.models import Person, User
from partnering.registry import Held, Holding, holdings

KIND = "signature"
UNSIGNED = {"signed_on": None, "version__agreement__state": AgreementState.FOR_SIGNATURE}


def _theirs(person: Person, on: date) -> Iterator[Held]:
    rows = Signatory.objects.filter(person=person, **UNSIGNED)
    for one in rows.select_related("version__agreement__partnership"):
        agreement = one.version.agreement
        yield Held(
            KIND,
            one.pk,
            _("Signature under %(agreement)s") % {"agreement": agreement},
            str(agreement.partnership),
            agreement.get_absolute_url(),
            partnership=agreement.partnership_id,
        )


def _pass_on(pk: int, to: Person, on: date, by: User) -> None:
    raise DomainError(
        _("Who signs is part of what was put out for signature. Take the agreement back and name another.")
    )


def _passable(user: User, person: Person) -> Callable[[Held], bool]:
    return lambda held: False


def _open(person: Person, pks: Iterable[int]) -> set[int]:
    return set(Signatory.objects.filter(pk__in=pks, **UNSIGNED).values_list("pk", flat=True))


def register() -> None:
    """Put signatures where a handover finds them."""
    holdings.append(
        Holding(KIND, gettext_lazy("Signatures"), "signature", _theirs, _pass_on, _passable, _open, order=40)
    )
