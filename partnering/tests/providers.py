"""A real OpenID Connect provider of an organisation, which runs beside the tests and lies when told to."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import requests
import werkzeug.serving

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of what the provider's own libraries warn
    import flask
    import oidc_provider_mock
    from authlib import jose

from django.urls import reverse

from partnering.models import IdentityProvider, Organisation, User
from partnering.services.identity_providers import set_up_provider


@dataclass
class Provider:
    """One that runs: its address, the ways in which it changes tokens, and what it was asked."""

    url: str = ""
    lie: Callable[[dict[str, Any]], None] | None = None
    key: Any = None
    header: dict[str, str] = field(default_factory=dict)
    asked: list[Any] = field(default_factory=list)

    def knows(self, subject: str, **claims: Any) -> None:
        """Somebody whom it lets in, and what it says of them."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def say(self, request_address: str, subject: str) -> str:
        """Come in there as `subject`; returns where it sends the browser back to."""
        answer = requests.post(request_address, data={"sub": subject}, allow_redirects=False, timeout=5)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider in a thread."""
    provider = Provider()
    app = oidc_provider_mock.app()

    @app.after_request
    def change_token(response: flask.Response) -> flask.Response:
        if flask.request.path != "/oauth2/token" or response.status_code != 200:
            return response
        provider.asked.append(dict(flask.request.form))
        answer = response.get_json()
        private = flask.g.oidc_provider_mock_storage.jwk
        claims = dict(jose.jwt.decode(answer["id_token"], private))
        if provider.lie:
            provider.lie(claims)
        header = provider.header or {"alg": "RS256", "kid": private.thumbprint()}
        answer["id_token"] = jose.jwt.encode(header, claims, provider.key or private).decode()
        response.set_data(flask.json.dumps(answer))
        return response

    server = werkzeug.serving.make_server("127.0.0.1", 0, app, threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def set_up(organisation: Organisation, provider: Provider, by: User, **fields: Any) -> IdentityProvider:
    """The provider as an organisation's own."""
    made = set_up_provider(
        organisation=organisation,
        issuer=provider.url,
        client_id="traction",
        secret="the-client-secret",
        domains="",
        by=by,
    )
    IdentityProvider.objects.filter(pk=made.pk).update(**fields)
    made.refresh_from_db()
    return made


def come_in(client: Any, row: IdentityProvider, provider: Provider, subject: str, query: str = "") -> Any:
    """Go there, come in as `subject`, come back; returns the answer to that."""
    there = client.get(reverse("openid_connect_login", args=[row.key]) + query)
    assert there.status_code == 302, there.content
    back = urlsplit(provider.say(there.url, subject))
    return client.get(f"{back.path}?{back.query}")
