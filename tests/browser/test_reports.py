"""Reports: from the place where one needs them to the paper, and to the rows that a number is made of."""

from playwright.sync_api import Page, expect

from kedr.reports.queries import catalogue
from tests.browser.axe import violations
from tests.browser.visitors import PHONE, Visitors, follow, scrolls_sideways

CLASS_REPORTS = [entry.title for entry in catalogue.CLASS_REPORTS.values()]
SCHOOL_REPORTS = [entry.title for entry in catalogue.SCHOOL_REPORTS.values()]


def press(page: Page, name: str) -> None:
    """A link by the keyboard: what has the focus shows it, Enter follows it."""
    link = page.get_by_role("link", name=name, exact=True).first
    link.focus()
    expect(link).to_be_focused()
    page.keyboard.press("Enter")


def test_the_class_teacher_comes_to_the_paper_by_keyboard(visitors: Visitors) -> None:
    page = visitors.signed_in("class_teacher")
    page.goto("/s/1/my-class/")
    press(page, "Отчёты класса")
    expect(page.get_by_role("heading", level=1)).to_have_text("Отчёт классного руководителя")
    for title in CLASS_REPORTS:
        press(page, title)
        expect(page.locator(".beside [aria-current=page]")).to_have_text(title)
    press(page, "Посещаемость")
    for name, form in (("Печать Сводная ведомость посещаемости, PDF", "pdf"),
                       ("Excel Сводная ведомость посещаемости", "xlsx")):  # fmt: skip
        with page.expect_download() as coming:
            press(page, name)
        assert coming.value.suggested_filename.startswith("Сводная ведомость посещаемости, 8А")
        assert coming.value.suggested_filename.endswith(f".{form}")


def test_a_number_opens_the_rows_it_is_made_of(visitors: Visitors) -> None:
    page = visitors.signed_in("class_teacher")
    page.goto("/s/1/my-class/")
    press(page, "Отчёты класса")
    press(page, "Посещаемость")
    missed = page.get_by_role("region", name="Пропуски по ученикам").locator("td a").first
    lessons = missed.text_content()
    missed.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Табель успеваемости")
    expect(page.locator(".figures dd").first).to_have_text(lessons or "")
    page.go_back()
    press(page, "Накопляемость")
    summary = page.locator(".rep summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".rep details[open] li").first).to_be_visible()


def test_every_report_is_free_of_faults(visitors: Visitors) -> None:
    page = visitors.signed_in("deputy_head")
    page.goto("/s/1/reports/")
    found = violations(page)
    page.get_by_role("link", name="8А", exact=True).click()
    for title in CLASS_REPORTS:
        page.get_by_role("navigation", name="Отчёты рядом").get_by_role("link", name=title, exact=True).click()
        expect(page.locator(".beside [aria-current=page]")).to_have_text(title)
        found += violations(page)
    page.get_by_role("navigation", name="Отчёты рядом").get_by_role("link", name="Итоги успеваемости").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Итоги успеваемости класса")
    page.get_by_role("navigation", name="За какое время").get_by_role("link", name="Год").click()
    expect(page.locator(".seg [aria-current=page]")).to_have_text("Год")
    found += violations(page)
    follow(page.locator(".rep tbody a").first)
    found += violations(page)
    for title in SCHOOL_REPORTS:
        page.goto("/s/1/reports/")
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.locator(".beside [aria-current=page]")).to_have_text(title)
        found += violations(page)
    page.goto("/s/1/reports/school/keeping/")
    follow(page.locator(".rep tbody a").first)
    assert found == []


def test_reports_on_a_phone_and_in_a_look_of_ones_own(visitors: Visitors) -> None:
    page = visitors.signed_in("teacher", **PHONE)
    page.goto("/s/1/reports/")
    found = violations(page)
    paths = [str(link.get_attribute("href")) for link in page.locator(".catalogue a, .teachers a").all()]
    assert len(paths) == len(CLASS_REPORTS) + 1
    for path in paths:
        page.goto(path)
        assert not scrolls_sideways(page), path
        found += violations(page)
    for scheme in ("black-on-white", "white-on-black", "blue"):
        page.context.add_cookies([{"name": "kedr-look", "value": f"scheme:{scheme}", "url": page.url}])
        page.goto(paths[0])
        found += violations(page, schemes=("light",), rules=["wcag2aa"])
    assert found == []
