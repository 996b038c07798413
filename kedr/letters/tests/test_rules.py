"""What an announcement and a letter may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kedr.letters.rules import FAMILIES, PUPILS, STAFF, TEXT_LENGTH, TITLE_LENGTH, Draft, check_draft, check_text, clean


def draft(**more: object) -> Draft:
    about: dict[str, object] = {
        "title": "Собрание", "text": "В четверг.", "class_id": 7, "grade": 0, "whom": frozenset({FAMILIES}),
        "wants_signature": False,
    }  # fmt: skip
    return Draft(**(about | more))  # type: ignore[arg-type]


def test_a_good_one() -> None:
    assert check_draft(draft()) == {}
    assert check_draft(draft(class_id=None, whom=frozenset({FAMILIES, PUPILS, STAFF}))) == {}


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"title": ""}, "title", "Напишите заголовок"),
        ({"title": "Ы" * (TITLE_LENGTH + 3)}, "title", "сократите на 3"),
        ({"text": ""}, "text", "Напишите текст"),
        ({"text": "ы" * (TEXT_LENGTH + 1)}, "text", "сократите на 1"),
        ({"whom": frozenset()}, "whom", "Отметьте"),
        ({"whom": frozenset({"all"})}, "whom", "Отметьте"),
        ({"whom": frozenset({STAFF})}, "whom", "всей школой"),
        ({"class_id": None, "grade": 5, "whom": frozenset({STAFF})}, "whom", "всей школой"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(more: dict[str, object], field: str, words: str) -> None:
    faults = check_draft(draft(**more))
    assert list(faults) == [field]
    assert words in faults[field]


def test_words_lose_only_their_loose_space() -> None:
    assert clean("  Здравствуйте! \r\n\r\n\r\n\r\n Едем\tк   врачу. \n") == "Здравствуйте!\n\nЕдем к врачу."
    assert clean(" \n\n ") == ""
    assert check_text("а") == ""


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)
