"""The rules by tables of cases."""

from datetime import UTC, datetime, timedelta

import pytest

from kedr.accounts import rules


@pytest.mark.parametrize(("failures", "minutes"), [(1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (1000, 15)])
def test_each_failure_after_the_fifth_doubles_the_wait(failures: int, minutes: int) -> None:
    assert rules.LOGIN_AT_ADDRESS.wait(failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.5", "", "203.0.113.5"),
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # a stranger's own header is not believed
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # what the client put before is not believed
        ("127.0.0.1", "nonsense", ""),
        ("", "198.51.100.1", "198.51.100.1"),  # a Unix socket
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_the_address_is_the_last_one_that_is_not_our_proxy(remote: str, forwarded: str, found: str) -> None:
    assert rules.client_address(remote, forwarded, ["127.0.0.1", "::1"]) == found


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.5", "203.0.113.5"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("localhost", "")],
)
def test_a_home_of_ipv6_is_one_network(address: str, network: str) -> None:
    assert rules.network_of(address) == network


COMMON = {"password1234", "qwertyuiop", "gfhjkm123456"}


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("лесная тропа к школе", ""),
        ("кот ест суп вчера", ""),
        ("xK9vQ2mTz8Lw", ""),
        ("коротко", "короче 12"),
        ("Password1234", "самых частых"),
        ("пароль123456", "самых частых"),  # gfhjkm123456 on the other layout
        ("aaaaaaaaaaaaaaa", "одни и те же"),
        ("121212121212", "одни и те же"),
        ("Смирнова2026!!", "имени"),
        ("smirnova.op.1985", "имени"),
        ("КедрШкола12345", "имени"),
        ("я" * 100 + "абвгдеж" * 20, "длиннее"),
    ],
)
def test_weak_passwords_are_told_why(password: str, word: str) -> None:
    names = ["smirnova.op", "Смирнова О. П.", "Школа № 1"]
    reason = rules.weakness(password, least=12, names=names, is_common=COMMON.__contains__)
    assert (word in reason) if word else not reason


def test_composed_and_decomposed_letters_are_one_password() -> None:
    assert rules.normal_password("и\u0306од") == rules.normal_password("йод")


# RFC 6238, appendix B: the last six of its eight digits
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    assert rules.totp(secret, seconds // 30) == code
    at = datetime.fromtimestamp(seconds, UTC)
    assert rules.totp_step(secret, f"{code[:3]} {code[3:]}", at) == seconds // 30
    assert rules.totp_step(secret, code, at + timedelta(seconds=30)) == seconds // 30  # a slow clock
    assert rules.totp_step(secret, code, at + timedelta(seconds=90)) == 0


@pytest.mark.parametrize("code", ["", "abc", "шесть", "287082287082"])
def test_what_is_no_code_is_no_code(code: str) -> None:
    assert rules.totp_step("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", code, datetime.fromtimestamp(59, UTC)) == 0


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36", "Chrome, Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0 YaBrowser/25.8 Safari/537.36", "Яндекс Браузер, Linux"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15; SM) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox, Windows"),
        ("curl/8", "Неизвестное устройство"),
    ],
)  # fmt: skip
def test_devices_are_called_in_words(agent: str, words: str) -> None:
    assert rules.device_words(agent) == words


def test_ipv4_told_by_a_dual_stack_socket_is_not_one_neighbourhood() -> None:
    assert rules.network_of("::ffff:5.5.5.5") == "5.5.5.5"
    assert rules.network_of("::ffff:80.1.2.3") == "80.1.2.3"
