import pytest

from partnering.models import Partnership


@pytest.mark.parametrize(
    ("who", "seen"),
    [("amina", 1), ("bo", 1), ("chidi", 0), ("dana", 1), ("eve", 0), ("fola", 1)],
)
def test_those_with_a_part_in_the_partnership_see_it(cast, who, seen):
    assert Partnership.objects.visible_to(cast.users[who]).count() == seen
