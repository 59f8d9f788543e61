"""What engagement's e-mails say. Each is composed when it leaves, from what holds then."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from engagement.models import Nudge
from engagement.queries.nudges import lines_of
from partnering.composers import absolute, compose
from partnering.models import OutgoingMessage
from partnering.registry import Composed, Suppressed, message_composers


def nudge(message: OutgoingMessage) -> Composed | Suppressed:
    """One mail with all that waits for a person; only what still has its cause, each in today's words."""
    rows = list(Nudge.objects.filter(message=message).select_related("person").order_by("due_at", "pk"))
    lines = lines_of(rows, on=timezone.localdate())
    # Two steps of one matter would say the same twice.
    kept = list({line.link: line for line in lines.values() if line}.values())
    if not kept:
        return Suppressed("Nothing waits any more")
    if len(kept) == 1:
        subject = kept[0].title
    else:
        subject = ngettext("%(n)d thing waits for you", "%(n)d things wait for you", len(kept)) % {
            "n": len(kept)
        }
    items = [
        {
            "line": line,
            "address": absolute(line.link),
            "answers": [(text, absolute(link)) for text, link in line.answers],
        }
        for line in kept
    ]
    context = {"person": message.to_person, "items": items, "settings": absolute("/")}
    return compose("engagement/mail/nudge", _("Reminder: %(what)s") % {"what": subject}, context)


def register() -> None:
    """Put engagement's composers where the outbox finds them."""
    message_composers["nudge"] = nudge
