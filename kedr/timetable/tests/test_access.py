import pytest

from kedr.core.errors import NotFound
from kedr.timetable.access import lesson_to_change
from tests.cast import Cast

STRANGERS = ("teacher", "secretary", "pupil", "guardian", "neighbour_teacher", "municipal_officer", "regional_officer")


@pytest.mark.parametrize("name", ["deputy_head", "head"])
def test_who_may_change_a_day(cast: Cast, name: str) -> None:
    assert lesson_to_change(cast.actor(name), 1, cast.lessons[2].id).id == cast.lessons[2].id


@pytest.mark.parametrize("name", ["teacher", "secretary", "pupil", "guardian", "regional_officer", "neighbour_teacher"])
def test_others_do_not_learn_of_it(cast: Cast, name: str) -> None:
    with pytest.raises(NotFound):
        lesson_to_change(cast.actor(name), 1, cast.lessons[2].id)


def test_a_lesson_of_another_school(cast: Cast) -> None:
    with pytest.raises(NotFound):
        lesson_to_change(cast.actor("head"), 1, cast.foreign_lesson.id)
    with pytest.raises(NotFound):
        lesson_to_change(cast.actor("head"), 2, cast.foreign_lesson.id)
