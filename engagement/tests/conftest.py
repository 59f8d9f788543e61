"""What walks through the whole product share."""

from __future__ import annotations

from conftest import Cast
from engagement.tests.surroundings import World, fill, strangers
from tools.beginnings import beginning


@beginning
def world(cast: Cast) -> World:
    """The cast with everything that they can have, for one test, which may change it."""
    strangers(cast)
    return fill(cast)
