"""A plugin of pytest that sets another clock: `CLOCK=2027-12-31T23:50 python -m pytest -p tools.other_clock`.

Tests must hold on any day and at any hour: over midnight, at the ends of months and years, when clocks change. Only
this process believes the clock, so tests that start services or a browser are not for it.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import pytest
import time_machine


def pytest_configure(config: pytest.Config) -> None:
    """Go to the moment asked for (UTC), from where time passes as usual."""
    moment = datetime.fromisoformat(os.environ["CLOCK"]).replace(tzinfo=UTC)
    traveller = time_machine.travel(moment, tick=True)
    traveller.start()
    config.add_cleanup(traveller.stop)
