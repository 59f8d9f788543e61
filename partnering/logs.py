"""What the log must not hold: links that are keys, as those of surveys and of new passwords."""

from __future__ import annotations

import logging
import re

# Whoever reads a log could open the link, or tell from the line's time when its holder was there.
_KEYS = re.compile(r"(/survey/|/accounts/password/reset/key/)[^/\s?'\"]+")


class HideKeys(logging.Filter):
    """Takes the keys out of addresses in log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, its keys replaced."""
        text = record.getMessage()
        hidden = _KEYS.sub(r"\1…", text)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
