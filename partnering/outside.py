"""Asking servers outside whose addresses users enter, without being made to ask those inside.

Somebody who may enter an address could otherwise have this server fetch what only it can reach: a neighbour's
administration page, a cloud's keys. So the names are looked up here, every address they lead to must be a public
one, and it is looked at again on the open connection, since a name may lead elsewhere a moment later.
"""

from __future__ import annotations

import socket
from ipaddress import IPv6Address, ip_address
from typing import Any

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

PATIENCE = 10
"""Seconds until an answer must have begun."""
LARGEST = 1_000_000
"""Bytes. No document of an identity provider is nearly as long."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open internet."""
    number = ip_address(address.partition("%")[0])
    if isinstance(number, IPv6Address):
        inside = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        number = inside or number
    return number.is_global and not number.is_multicast


def may_ask(host: str, port: int) -> bool:
    """Whether all that this name leads to is public, or private addresses are allowed here."""
    if settings.OIDC_ALLOW_PRIVATE:
        return True
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return bool(found) and all(is_public(str(one[4][0])) for one in found)


class _Guarded:
    """What both kinds of connection have in common: they open to public addresses only."""

    def _new_conn(self) -> socket.socket:
        if not may_ask(self.host, self.port):  # type: ignore[attr-defined]
            raise NewConnectionError(self, "This address is not public.")  # type: ignore[arg-type]
        opened: socket.socket = super()._new_conn()  # type: ignore[misc]
        if not settings.OIDC_ALLOW_PRIVATE and not is_public(opened.getpeername()[0]):
            opened.close()
            raise NewConnectionError(self, "This address is not public.")  # type: ignore[arg-type]
        return opened


class _HTTP(_Guarded, HTTPConnection):
    pass


class _HTTPS(_Guarded, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _HTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _HTTPS


class _GuardedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}


class OutsideSession(requests.Session):
    """A session that asks public servers only, by HTTPS, without following them elsewhere, and not for long."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _GuardedAdapter())
        if settings.OIDC_ALLOW_PRIVATE:
            self.mount("http://", _GuardedAdapter())

    def request(self, method: str, url: str, **kwargs: Any) -> requests.Response:  # type: ignore[override]
        """The answer, of which no more is read than such a document can have."""
        options = {**kwargs, "timeout": PATIENCE, "allow_redirects": False, "stream": True}
        response = super().request(method, url, **options)
        content = response.raw.read(LARGEST + 1, decode_content=True)
        if len(content) > LARGEST:
            raise requests.RequestException("The answer is too long.")
        response._content = content
        return response
