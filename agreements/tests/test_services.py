import pytest

from agreements.tests import cast as making

pytestmark = pytest.mark.django_db


def test_smoke(cast):
    agreement = making.in_force(cast)
    assert agreement.state == "in force"
