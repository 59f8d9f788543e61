"""PostgreSQL refuses by itself what SQLite refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from partnering.tests.test_guards import WRONGS

pytestmark = pytest.mark.services


@pytest.mark.parametrize("rule", WRONGS)
def test_postgresql_refuses_it_too(cast, rule):
    with pytest.raises(IntegrityError, match=rule.split(",")[0]):
        WRONGS[rule](cast)
