"""How each request finds out who asks."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from partnering import access
from partnering.models import Person, User


class OneLook(AuthenticationBackend):  # type: ignore[misc]
    """Signs in as the library does; finds a session's user together with their person, in one query."""

    def get_user(self, user_id: int) -> User | None:
        """The account, if it may sign in, with its person remembered."""
        # The base manager, as `access.person_of` has it: who was merged into another is nobody to be left out here.
        people = Person._base_manager.select_related("user", "organisation")
        person = people.filter(user=user_id).first()
        if person is None or person.user is None:
            return super().get_user(user_id)  # type: ignore[no-any-return]
        if not self.user_can_authenticate(person.user):
            return None
        access.remember_person(person.user, person)
        return person.user
