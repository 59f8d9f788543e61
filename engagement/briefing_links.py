"""Links in invitations to briefings with which somebody says whether they come: one for each invitation."""

from __future__ import annotations

from partnering.signed_links import InvitationLinks

# A briefing may be planned long ahead; once it is over, the link changes nothing.
LINKS = InvitationLinks("engagement.briefing", days=1200)
