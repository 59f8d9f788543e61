"""What somebody outside sees is the same, to the byte, whether all that is kept from them is there or not."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from engagement.tests.surroundings import fill, strangers
from engagement.tests.test_every_surface import OWN, ask


def own_pages(client: Any) -> dict[str, bytes]:
    """One's own pages without what differs each time."""
    pages = {}
    for name in OWN.split():
        if not name.endswith("xlsx"):  # which notes the moment at which it was made
            content = ask(client, "get", reverse(name)).content
            pages[name] = re.sub(rb'(csrfmiddlewaretoken" value="|X-CSRFToken": ")\w+', b"", content)
    return pages


def test_an_outsiders_pages_are_the_same_bytes_with_and_without_all_that(client, cast):
    strangers(cast)
    client.force_login(cast.users["eve"])
    before = own_pages(client)

    fill(cast)

    for name, content in own_pages(client).items():
        assert content == before[name], name
