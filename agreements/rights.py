"""The lines of agreements in the table of access."""

from __future__ import annotations

from partnering import rights
from partnering.rights import PART, SEE, Right

LINES = (
    Right("partnership", SEE, PART, "agreements:agreements agreements:commitments", changes=False),
    Right("partnership", "Draft an agreement", "manager lead partner", "agreements:draft-agreement"),
    Right("agreement", SEE, PART, "agreements:agreement", changes=False),
    Right(
        "agreement",
        "Work on it: words, parties, signatories, commitments, actions",
        "manager lead partner",
        """agreements:edit-draft agreements:add-party agreements:name-signatory agreements:add-commitment
        agreements:plan-actions""",
    ),
    Right(
        "agreement",
        "Put out for signature, take back, discard, end",
        "manager",
        "agreements:discard-draft agreements:put-out agreements:take-back agreements:end-agreement",
    ),
    Right(
        "agreement",
        "Sign (those whom it names)",
        "manager sponsor partner",
        "agreements:sign",
        only=1,
        called="agreement out for signature",
    ),
    Right("agreement party", "State its interests", "manager lead", "agreements:state-interests"),
    Right("party", "Remove", "manager lead", "agreements:remove-party", only=2, called="party to a draft"),
    Right("signatory", "Remove", "manager lead", "agreements:remove-signatory"),
    Right("commitment", SEE, PART, "agreements:commitment", changes=False),
    Right(
        "commitment",
        "Edit, make an action of it, say whether it is kept",
        "manager lead",
        """agreements:edit-commitment agreements:remove-commitment agreements:make-action agreements:mark-kept
        agreements:mark-not-kept agreements:withdraw-commitment agreements:reopen-commitment""",
    ),
)


def register() -> None:
    """Put them into the table."""
    rights.add(LINES, "agreements:every-agreement agreements:every-commitment")
