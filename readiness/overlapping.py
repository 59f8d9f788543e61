"""Whether two surveys with the same questions may stand side by side without telling what a few people answered.

Who is asked twice within days mostly answers the same, so figures of the two can be subtracted: everybody's of one
less everybody's of the other, but also a unit's, or a level's, or those of several units less everybody's. Where just
the same people are asked, the second survey has no groups that the first has not. Where nobody is asked twice, no sum
of figures of both is of fewer people than one of either alone. Of all between, much can be worked out.
"""

from __future__ import annotations

from collections.abc import Set

Asked = tuple[int, int | None]
"""Somebody who is asked, and in which unit."""


def are_safe_together(one: Set[Asked], other: Set[Asked]) -> bool:
    """Whether the two ask just the same people, in the same units, or have nobody in common."""
    return one == other or {person for person, _unit in one}.isdisjoint(person for person, _unit in other)
