"""What merging two organisations does to what was counted: past days stay as they were counted."""

from __future__ import annotations

from partnering.registry import MergeRule, add_merge_rules


def register() -> None:
    """Put these rules where merging finds them."""
    add_merge_rules(
        MergeRule("engagement.snapshot", stays=lambda row: True),
        MergeRule("engagement.alertepisode", stays=lambda row: True),
    )
