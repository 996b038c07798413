"""How long sessions live, how long a guesser waits, what makes a password weak, how a device is called. Pure."""

import hmac
import re
import unicodedata
from base64 import b32decode
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from urllib.parse import quote

from kedr.core.actor import Role

STAFF = frozenset(Role) - {Role.PUPIL, Role.GUARDIAN}

ROLE_NAMES = {
    Role.TEACHER: "Учитель",
    Role.DEPUTY_HEAD: "Заместитель директора",
    Role.HEAD: "Директор",
    Role.SECRETARY: "Секретарь",
    Role.PUPIL: "Ученик",
    Role.GUARDIAN: "Родитель",
    Role.MUNICIPAL_OFFICER: "Сотрудник муниципального управления образования",
    Role.REGIONAL_OFFICER: "Сотрудник регионального управления образования",
}

# ---- sessions ----


@dataclass(frozen=True, slots=True)
class Life:
    """How long a session may last at most, and how long it may stand idle."""

    longest: timedelta
    idle: timedelta


STAFF_LIFE = Life(longest=timedelta(hours=12), idle=timedelta(hours=2))
FAMILY_LIFE = Life(longest=timedelta(days=30), idle=timedelta(days=7))
SEEN_STEP = timedelta(minutes=5)  # a session's `seen_at` is written no more often
PROOF_LIFE = timedelta(minutes=10)  # after that a change of security asks for the password again
STEP_LIFE = timedelta(minutes=10)  # to type a code, to touch a key


def key_digest(key: str) -> bytes:
    """What stands for a secret key in the database: a stolen table opens no session."""
    return sha256(key.encode()).digest()


def life(*, is_long: bool) -> Life:
    return FAMILY_LIFE if is_long else STAFF_LIFE


# ---- guessing ----


@dataclass(frozen=True, slots=True)
class Pace:
    """After `free` failures each further one makes the next try wait, twice as long each time up to `longest`."""

    free: int
    longest: timedelta
    memory: timedelta = timedelta(hours=1)  # failures older than this are forgotten

    def wait(self, failures: int) -> timedelta:
        over = failures - self.free
        if over < 0:
            return timedelta()
        return min(timedelta(minutes=2 ** min(over, 10)), self.longest)


# A stranger's bucket is his own address with that login, so he never shuts out the owner, who comes from another
# address or with the cookie of a known device. The bound of an address is wide: a whole school has one.
LOGIN_AT_ADDRESS = Pace(free=5, longest=timedelta(minutes=15))
KNOWN_DEVICE = Pace(free=10, longest=timedelta(minutes=5))
ADDRESS = Pace(free=300, longest=timedelta(minutes=5))
SECOND_FACTOR = Pace(free=5, longest=timedelta(minutes=15))


@dataclass(frozen=True, slots=True)
class Bucket:
    """Whose failures are counted together, and at what pace."""

    name: str
    pace: Pace

    @property
    def digest(self) -> bytes:
        return key_digest(self.name)


def buckets(login: str, address: str, device: str) -> list[Bucket]:
    """The buckets of one try to sign in; `device` is the id of a device where this login has signed in before."""
    if device:
        return [Bucket(f"device:{device}:{login}", KNOWN_DEVICE)]
    network = network_of(address)
    return [Bucket(f"login:{login}:{network}", LOGIN_AT_ADDRESS), Bucket(f"address:{network}", ADDRESS)]


def network_of(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that a home or a phone is given."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    ip = getattr(ip, "ipv4_mapped", None) or ip  # IPv4 as a dual-stack socket tells it
    return str(ip) if ip.version == 4 else str(ip_network((ip, 64), strict=False))


def client_address(remote: str, forwarded: str, proxies: Iterable[str]) -> str:
    """The address a request came from: the last one in X-Forwarded-For that is not a proxy of ours."""
    ours = frozenset(proxies)
    chain = [part.strip() for part in forwarded.split(",") if part.strip()] + [remote]
    for address in reversed(chain):
        if address and address not in ours:
            return address if network_of(address) else ""
    return remote


# ---- passwords ----

LEAST_STAFF, LEAST_FAMILY, LONGEST = 12, 8, 200
PAPER_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # no l, o, 0, 1: a one-time password is read from paper
_HOUSE_WORDS = [
    "кедр", "kedr", "школа", "школы", "shkola", "school", "журнал", "journal", "zhurnal", "дневник", "дневники",
    "dnevnik", "пароль", "parol", "password", "учитель", "teacher", "директор", "ученик", "родитель", "завуч",
    "admin", "админ", "томск", "tomsk", "лицей", "гимназия", "россия", "russia", "qwerty", "йцукен",
]  # fmt: skip
_LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")


def least_password(*, is_staff: bool) -> int:
    return LEAST_STAFF if is_staff else LEAST_FAMILY


def normal_password(password: str) -> str:
    """One spelling for what looks the same: «й» typed on a phone and on a Mac are different code points."""
    return unicodedata.normalize("NFKC", password)


def weakness(password: str, *, least: int, names: Iterable[str], is_common: Callable[[str], bool]) -> str:
    """Why a password will not do, as a sentence to its chooser; "" when it will.

    ASVS 5.0 6.2: length, a list of common passwords, words of the context; no rules of composition. `names` are
    the login, the name, the school: whatever a guesser would try first.
    """
    if len(password) < least:
        return f"Пароль короче {least} знаков. Возьмите несколько слов: их легче запомнить, чем набор значков."
    if len(password) > LONGEST:
        return f"Пароль длиннее {LONGEST} знаков. Возьмите короче."
    low = password.lower()
    if is_common(low) or is_common(low.translate(_LAYOUT)):
        return "Этот пароль есть в списке самых частых: его подбирают первым. Придумайте другой."
    if len(set(low)) < 5:
        return "В пароле почти одни и те же знаки: его легко подобрать. Придумайте другой."
    if _is_of(low, [*_HOUSE_WORDS, *names]):
        return "Пароль составлен из имени, логина или слов вроде «школа»: его легко угадать. Добавьте другие слова."
    return ""


def _is_of(password: str, names: Iterable[str]) -> bool:
    """Whether fewer than 4 letters are left when the words anyone would try are taken out."""
    words = {part for name in names for part in re.split(r"[\W_]+", name.lower()) if len(part) >= 4}
    left = password
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    return left != password and sum(letter.isalpha() for letter in left) < 4


# Who has the wider rights. The office gives a new password to those below only: a password is a way in, and nobody may
# make one into an account that can do as much as their own, or more.
_RANKS = {
    Role.PUPIL: 0, Role.GUARDIAN: 0, Role.TEACHER: 1, Role.SECRETARY: 2, Role.DEPUTY_HEAD: 3, Role.HEAD: 4,
    Role.MUNICIPAL_OFFICER: 5, Role.REGIONAL_OFFICER: 6,
}  # fmt: skip
OFFICE = frozenset({Role.SECRETARY, Role.DEPUTY_HEAD, Role.HEAD})


def may_give_password(giver: Role, roles: Iterable[Role]) -> bool:
    """Whether an account of these roles (all of them, in other schools too) is below the giver's."""
    return all(_RANKS[role] < _RANKS[giver] for role in roles)


def password_givers(roles: Iterable[Role]) -> list[Role]:
    """Who of the office may give a new password to an account of these roles, the nearest first."""
    roles = list(roles)
    return [giver for giver in sorted(OFFICE, key=_RANKS.__getitem__) if may_give_password(giver, roles)]


# ---- invitations ----

# Every letter looks the same in the Russian and in the Latin alphabet, so a code is typed in either layout, and none
# looks like a digit that is used: 18 signs, and 12 of them are 50 bits.
INVITATION_SIGNS = "23456789AEKMHPCTYX"
INVITATION_LENGTH = 12
INVITATION_LIFE = timedelta(days=30)
JOIN_LIFE = timedelta(minutes=30)  # to choose a login and a password with the code typed
# Russian letters as their Latin twins, and letters that are not used as the digits they are misread from.
_SAME = str.maketrans("АЕКМНРСТУХВБЗЧSZGB", "AEKMHPCTYX86345268")
_RUDE = ("XEP", "CYK", "CCA", "CPA", "CEKC")  # read as Russian; a code is printed for children


def normal_invitation(typed: str) -> str:
    """The code that was typed, whatever the case, the layout, the spaces and dashes; "" for what is none."""
    code = re.sub(r"[\W_]+", "", typed.upper()).translate(_SAME)
    return code if len(code) == INVITATION_LENGTH and set(code) <= set(INVITATION_SIGNS) else ""


def new_invitation(choose: Callable[[str], str]) -> str:
    """A code of signs that `choose` takes, one by one, at random; one that reads rude is thrown away."""
    while True:
        code = "".join(choose(INVITATION_SIGNS) for _ in range(INVITATION_LENGTH))
        if not any(word in code for word in _RUDE):
            return code


def grouped_invitation(code: str) -> str:
    """«K7PM-34XE-9HTA», as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def other_kind(role: Role, others: Iterable[Role]) -> str:
    """Why an invitation to a role does not go into an account that has these others, as a sentence; "" when it does.

    A child's and a grown-up's roles never share an account: a child with a parent's slip in hand does not become a
    parent in their own diary.
    """
    if all((other == Role.PUPIL) == (role == Role.PUPIL) for other in others):
        return ""
    if role == Role.PUPIL:
        return "Это приглашение ученика, а вы вошли как взрослый. Выйдите и откройте приглашение снова."
    return "Это приглашение родителя, а вы вошли как ученик. Выйдите и откройте приглашение снова."


# ---- logins ----

_LOGIN = re.compile(r"([a-z0-9._@-]+|[а-яё0-9._@-]+)")


def normal_login(login: str) -> str:
    """One spelling for what looks the same; logins are kept in small letters."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def login_fault(login: str) -> str:
    """Why a login of one's own choice will not do, as a sentence; "" when it will."""
    if not 3 <= len(login) <= 60:
        return "В логине должно быть от 3 до 60 знаков."
    if not _LOGIN.fullmatch(login) or not any(letter.isalpha() for letter in login):
        return "Логин – это буквы одного алфавита, русского или латинского, цифры, точка, чёрточка; без пробелов."
    return ""


# ---- codes of an authenticator app ----

RECOVERY_CODES = 10
_TOTP_SECONDS = 30


def totp(secret: str, step: int) -> str:
    """The six digits of a base32 secret at a step of 30 seconds (RFC 6238 on RFC 4226)."""
    digest = hmac.digest(b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def totp_step(secret: str, code: str, at: datetime) -> int:
    """The step whose code this is: this one, or a neighbour for a clock that is off; 0 when it is none of them."""
    now = int(at.timestamp()) // _TOTP_SECONDS
    typed = "".join(code.split()).encode()
    return next(
        (step for step in (now, now - 1, now + 1) if hmac.compare_digest(totp(secret, step).encode(), typed)), 0
    )


def totp_address(secret: str, login: str) -> str:
    """What the QR code tells an authenticator app; in Latin letters the code has half the squares."""
    return f"otpauth://totp/Kedr:{quote(login)}?secret={secret}&issuer=Kedr"


# ---- devices ----

_BROWSERS = [
    ("YaBrowser", "Яндекс Браузер"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chromium", "Chromium"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
]
_SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
]


def device_words(user_agent: str) -> str:
    """«Chrome, Windows»: what a browser calls itself, in words."""
    found = [next((words for sign, words in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS)]
    return ", ".join(word for word in found if word) or "Неизвестное устройство"
