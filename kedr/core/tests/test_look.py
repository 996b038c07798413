import pytest

from kedr.core.look import Look


def test_a_cookie_says_only_what_differs() -> None:
    look = Look(size="150", scheme="blue")
    assert look.to_cookie() == "size:150~scheme:blue"
    assert Look.from_cookie(look.to_cookie()) == look
    assert Look().to_cookie() == ""


@pytest.mark.parametrize("cookie", [None, "", "~~~", "size:9999", 'scheme:"><script>', "size:150:200", "о:б"])
def test_nonsense_is_the_default(cookie: str | None) -> None:
    assert Look.from_cookie(cookie) == Look()


def test_dark_by_choice_holds_on_a_light_system() -> None:
    assert Look(scheme="dark").dark_media == "all"
    assert Look().dark_media == "(prefers-color-scheme: dark)"
