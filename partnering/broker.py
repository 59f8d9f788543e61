"""The broker of an installation without Redis: messages are files in a folder.

The library's own writes a message where readers look for it, byte by byte. A worker that looked in that moment read
half of it and ended, and the demo with it. Here a message is there whole or not at all.
"""

from __future__ import annotations

import logging
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages in files."""

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Lay a message down under a name that no reader looks for, then give it the one that they do."""
        name = f"{round(monotonic() * 1000)}_{uuid4()}"
        folder = Path(self.data_folder_out)
        unread = folder / f"{name}.unread"
        unread.write_bytes(str_to_bytes(dumps(payload)))  # type: ignore[no-untyped-call]
        unread.replace(folder / f"{name}.{queue}.msg")

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The next message. One that can't be read is left out: it was a wake-up, and the next sweep needs none."""
        while True:
            try:
                return super()._get(queue)  # type: ignore[no-untyped-call]
            except ValueError:
                logger.warning("Left out a message that can't be read.")


class Transport(filesystem.Transport):
    """The library's, with whole messages."""

    Channel = Channel
