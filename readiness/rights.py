"""The lines of readiness in the table of access."""

from __future__ import annotations

from partnering import rights
from partnering.rights import INTERNALS, PART, SEE, Right

LINES = (
    Right("partnership", "See shared results", PART, "readiness:shared-results", changes=False),
    Right("partnership", "See its relationship reviews", PART, "readiness:reviews", changes=False),
    Right("partnership", "Start a relationship review", "manager", "readiness:start-review"),
    Right("review", SEE, PART, "readiness:review", changes=False, called="relationship review"),
    Right(
        "review",
        "Extend, close, change its reminders",
        "manager",
        "readiness:extend-review readiness:close-review readiness:change-review-reminders",
        only=1,
        called="open relationship review",
    ),
    Right(
        "review draft",
        "Edit, launch, take back before it opens, send oneself a trial of its mail",
        "manager",
        "readiness:edit-review readiness:launch-review readiness:recall-review readiness:send-review-trial",
        called="draft of a relationship review",
    ),
    Right("review", "See it as respondents do", PART, "readiness:preview-review", changes=False),
    Right(
        "review preview",
        "See its questions as respondents do",
        PART,
        "readiness:preview-review-area",
        changes=False,
        called="relationship review",
    ),
    Right("review", "Withdraw it", "manager", "readiness:withdraw-review", called="relationship review"),
    Right(
        "review",
        "Take its result along on one page",
        PART,
        "readiness:review-one-page",
        changes=False,
        only=0,
        called="closed relationship review",
    ),
    Right(
        "advice of a review",
        "Take on",
        "manager",
        "readiness:take-on-review",
        only=0,
        called="advice of a relationship review",
    ),
    Right("campaign", SEE, INTERNALS, "readiness:campaign", changes=False),
    Right(
        "counting",
        "See how far it is",
        INTERNALS,
        "readiness:counting",
        changes=False,
        called="survey being counted",
    ),
    Right("counting", "Have it tried again", "lead", "readiness:count-again", called="survey being counted"),
    Right("campaign", "See it as respondents do", INTERNALS, "readiness:preview-campaign", changes=False),
    Right(
        "survey preview",
        "See its questions as respondents do",
        INTERNALS,
        "readiness:preview-area",
        changes=False,
        called="campaign",
    ),
    Right(
        "survey draft",
        "Edit, launch, take back before it opens, send oneself a trial of its mail",
        "lead",
        "readiness:edit-campaign readiness:launch-campaign readiness:recall-campaign readiness:send-trial",
        called="draft of a survey",
    ),
    Right(
        "campaign",
        "Extend, close, change its reminders",
        "lead",
        "readiness:extend-campaign readiness:close-campaign readiness:change-reminders",
        only=2,
    ),
    Right(
        "campaign",
        "Prepare its next round, withdraw it",
        "lead",
        "readiness:clone-campaign readiness:withdraw-campaign",
        only=2,
    ),
    Right(
        "campaign",
        "See its ways to answer: link, QR code, poster, paper",
        "lead",
        "readiness:ways readiness:poster readiness:paper-form",
        changes=False,
        only=2,
    ),
    Right(
        "campaign",
        "Enter sheets of paper, replace its link",
        "lead",
        "readiness:enter-sheet readiness:replace-link",
        only=2,
    ),
    Right("way to answer", "Open, close", "lead", "readiness:open-way readiness:close-way"),
    Right(
        "own survey",
        "Answer it",
        "lead sponsor owner",
        "readiness:open-survey",
        called="survey that asks oneself",
    ),
    Right("campaign", "Share its result", "lead", "readiness:share-result", only=0, called="closed campaign"),
    Right(
        "campaign",
        "Let its result count in the anonymous comparison",
        "lead",
        "readiness:join-benchmark readiness:leave-benchmark",
        only=0,
        called="closed campaign",
    ),
    Right(
        "campaign",
        "Read its comments, compare its result",
        INTERNALS,
        "readiness:comments readiness:compare",
        changes=False,
        only=0,
        called="closed campaign",
    ),
    Right(
        "campaign",
        "Take its result along on one page",
        INTERNALS,
        "readiness:one-page",
        changes=False,
        only=0,
        called="closed campaign",
    ),
    Right("advice", "Take on", "lead", "readiness:take-on", only=0, called="advice of a result"),
    Right(
        "own framework",
        SEE,
        INTERNALS,
        "readiness:framework",
        changes=False,
        called="readiness framework of its own",
    ),
    Right(
        "framework preview", "Try it as a respondent", INTERNALS, "readiness:preview-framework", changes=False
    ),
    Right("framework file", "Take it away", INTERNALS, "readiness:framework-file", changes=False),
    Right("framework version", SEE, INTERNALS, "readiness:framework-version", changes=False),
    Right("framework version file", "Take it away", INTERNALS, "readiness:version-file", changes=False),
    Right(
        "own framework",
        "Work on its draft, publish, archive",
        "lead",
        """readiness:edit-framework readiness:add-area readiness:arrange-framework readiness:leave-out-languages
        readiness:import-framework readiness:publish-framework readiness:discard-draft readiness:next-version
        readiness:archive-framework readiness:restore-framework""",
        called="readiness framework of its own",
    ),
    Right("framework question", "Edit", "lead", "readiness:edit-question readiness:remove-question"),
    Right(
        "framework area", "Edit", "lead", "readiness:edit-area readiness:add-question readiness:remove-area"
    ),
    Right(
        "survey import",
        "Look at it, say what columns and words are, import it, throw it away",
        "lead",
        """readiness:survey-import readiness:survey-import-columns readiness:survey-import-words
        readiness:throw-away-survey-import""",
        called="file of a survey to be imported",
    ),
    Right(
        "imported campaign",
        "Undo the import",
        "lead",
        "readiness:undo-survey-import",
        called="imported survey",
    ),
    Right("evidence", SEE, "lead sponsor owner", "readiness:evidence-item", changes=False),
    Right(
        "evidence",
        "Edit, look at again, remove",
        "lead owner",
        "readiness:edit-evidence readiness:confirm-evidence readiness:remove-evidence",
    ),
    Right("sharing", "Take back", "lead", "readiness:withdraw-share"),
)


def register() -> None:
    """Put them into the table."""
    rights.add(
        LINES,
        """readiness:campaigns readiness:own-surveys readiness:start-campaign readiness:campaign-reach
        readiness:frameworks readiness:new-framework readiness:import-new-framework readiness:built-in-framework
        readiness:evidence readiness:add-evidence readiness:import-survey""",
    )
