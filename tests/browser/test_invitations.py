"""From a class teacher's press to a family's diary, by keyboard: the paper, the code, the account."""

import io
import re
from pathlib import Path

import pypdf
from playwright.sync_api import Download, Page, expect

from tests.browser.axe import violations
from tests.browser.hands import Hands
from tests.browser.visitors import PHONE, Visitors, follow, scrolls_sideways, sign_in
from tests.browser.world import World

OWN = "берёзовый сок по утрам"
RUSSIAN = str.maketrans("AEKMHPCTYX", "АЕКМНРСТУХ")


def codes_of(paper: Download) -> dict[str, str]:
    """Whose slip has which code, as it can be read in the PDF."""
    made = io.BytesIO(Path(paper.path()).read_bytes())
    text = " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(made).pages).split())
    found = re.findall(r"дневник (\S+ \S+) Дневник: .*? ((?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}) ", text)
    return dict(found)


def press(page: Page, words: str) -> None:
    """A button or a link that the keyboard has reached."""
    page.locator("a, button").filter(has_text=words).first.focus()
    page.keyboard.press("Enter")


def enter(page: Page, login: str) -> None:
    """The login offered is written over, then the password, as Tab leads."""
    field = page.get_by_label("Логин")
    field.focus()
    page.keyboard.press("Control+A")
    Hands(page).write(login)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Пароль", exact=True)).to_be_focused()
    Hands(page).write(OWN)
    page.keyboard.press("Enter")


def test_from_the_press_to_the_diary(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("400 (Bad Request)", "409 (Conflict)")
    first, left_out = world.pupils[20].name, world.pupils[21].name
    teacher = visitors.stranger()
    sign_in(teacher, world.people["teacher"])
    follow(teacher.get_by_role("link", name="Мой класс"))
    press(teacher, "Приглашения")
    expect(teacher.get_by_role("heading", level=1)).to_contain_text("Приглашения")
    assert violations(teacher) == []
    tick = teacher.get_by_role("checkbox", name=f"Печатать: {left_out}")
    expect(tick).to_be_checked()
    tick.focus()
    teacher.keyboard.press("Space")
    with teacher.expect_download() as saved:
        press(teacher, "Напечатать приглашения")
    codes = codes_of(saved.value)
    assert saved.value.suggested_filename == "Приглашения, 7Г.pdf"
    assert first in codes
    assert left_out not in codes
    assert len(codes) == len(set(codes.values()))
    expect(teacher.get_by_role("status")).to_contain_text("раздайте из рук в руки")
    expect(teacher.get_by_role("checkbox", name=f"Печатать: {left_out}")).to_be_checked()
    expect(teacher.get_by_role("checkbox", name=f"Печатать: {first}")).not_to_be_checked()
    assert violations(teacher) == []
    # nobody chosen: the page says so, and may be used again
    for one in teacher.get_by_role("checkbox", checked=True).all():
        one.uncheck()
    press(teacher, "Напечатать приглашения")
    expect(teacher.get_by_role("alert")).to_contain_text("Отметьте, кому")
    assert violations(teacher) == []

    pupil = visitors.stranger(**PHONE)
    pupil.goto(f"/join/?code={codes[first].replace('-', '')}")
    expect(pupil.get_by_label("Код")).to_have_value(codes[first])
    assert violations(pupil) == []
    pupil.keyboard.press("Enter")
    expect(pupil.get_by_role("heading", level=1)).to_contain_text(f"Здравствуйте, {first.split()[1]}")
    assert violations(pupil) == []
    assert not scrolls_sideways(pupil)
    enter(pupil, "lebedeva")
    expect(pupil.locator("#login-error")).to_contain_text("уже занят")
    assert violations(pupil) == []
    enter(pupil, "яблоня")
    expect(pupil.get_by_role("navigation", name="Разделы")).to_contain_text("Дневник")
    assert f"/s/1/diary/{world.pupils[20].id}/" in pupil.url

    again = visitors.stranger(**PHONE)
    again.goto("/signin/")
    press(again, "Есть приглашение из школы")
    again.get_by_label("Код").focus()
    Hands(again).write(codes[first].lower())
    again.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("Этот код не подошёл")
    assert violations(again) == []
    teacher.reload()
    row = teacher.get_by_role("row").filter(has_text=first)
    teacher.locator("summary").filter(has_text="Вход есть у всей семьи").click()
    expect(row).to_contain_text("есть вход")


def test_without_javascript_in_the_russian_layout(world: World, visitors: Visitors) -> None:
    first = world.pupils[22].name
    teacher = visitors.stranger(java_script_enabled=False)
    sign_in(teacher, world.people["teacher"])
    teacher.goto(f"/s/1/classes/{world.class_id}/invitations/?all=1")
    with teacher.expect_download() as saved:
        press(teacher, "Напечатать приглашения")
    code = codes_of(saved.value)[first]
    pupil = visitors.stranger(**PHONE, java_script_enabled=False)
    pupil.goto("/join/")
    pupil.get_by_label("Код").fill(code.translate(RUSSIAN).lower().replace("-", " "))
    pupil.keyboard.press("Enter")
    enter(pupil, "rowan.tree")
    expect(pupil.get_by_role("navigation", name="Разделы")).to_contain_text("Дневник")
