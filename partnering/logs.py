"""What the log must not hold: links that are keys, as those of surveys and of e-mails; answers of sign-ins; names."""

from __future__ import annotations

import logging
import re

# Whoever reads a log could open the link, or tell from the line's time when its holder was there.
_KEYS = re.compile(
    r"(/survey/|/my-record/|/my-action/|/meetings/answer/|/calendar/|/here/|/accounts/password/reset/key/|/accounts/organisation/)[^/\s?'\"]+"
)
# What an organisation's sign-in sends back with the browser.
_ANSWERS = re.compile(r"([?&](?:code|state|id_token|access_token)=)[^&\s'\"]+")


# A partnership's address is made of its name.
_NAMES = re.compile(r"(/partnerships/)[^/\s?'\"]+")


class HideKeys(logging.Filter):
    """Takes keys and names out of addresses in log lines."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line pass, its keys and names replaced."""
        text = record.getMessage()
        hidden = text
        for pattern in (_KEYS, _ANSWERS, _NAMES):
            hidden = pattern.sub(r"\1…", hidden)
        if hidden != text:
            record.msg, record.args = hidden, ()
        return True
