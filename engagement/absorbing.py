"""What merging two organisations does to what was counted: past days stay as they were counted."""

from __future__ import annotations

from typing import Any

from partnering.registry import MergeRule, add_merge_rules


def _all_heads(rows: list[Any]) -> dict[str, Any]:
    """Heads of two that were one are heads of that one."""
    return {"number": sum(row.number for row in rows)}


def register() -> None:
    """Put these rules where merging finds them."""
    add_merge_rules(
        MergeRule("engagement.snapshot", stays=lambda row: True),
        MergeRule("engagement.alertepisode", stays=lambda row: True),
        MergeRule("engagement.headcount", joined=_all_heads),
    )
