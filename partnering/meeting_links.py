"""Links in invitations with which somebody says whether they come: one for each person and meeting."""

from __future__ import annotations

from partnering.signed_links import InvitationLinks

# A meeting may be planned three years ahead; once it is over, the link changes nothing.
LINKS = InvitationLinks("partnering.meeting", days=1200)
