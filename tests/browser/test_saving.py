"""What may go wrong between a key press and the server: nothing lost, nothing doubled, nothing overwritten."""

from playwright.sync_api import Page, Route, expect

from tests.browser.journal import JournalPage
from tests.browser.visitors import Visitors, eventually
from tests.browser.world import World

GONE = (
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_REFUSED",
    "ERR_CONNECTION_RESET",
    "ERR_EMPTY_RESPONSE",
    "ERR_FAILED",
)


def test_two_people_in_one_cell(world: World, visitors: Visitors) -> None:
    course, pupil = world.courses["conflict"], world.pupils[0].id
    teacher = JournalPage(visitors.signed_in("teacher"), course).open()
    deputy = JournalPage(visitors.signed_in("deputy_head"), course).open()
    deputy.enter(0, "3")
    deputy.wait_until_kept({pupil: ["3"]})

    teacher.enter(0, "5")
    expect(teacher.cell(0)).to_have_attribute("data-state", "conflict")
    expect(teacher.cell(0)).to_have_text("5")
    expect(teacher.counter).to_contain_text("1 расхождение")
    teacher.page.keyboard.press("Enter")
    expect(teacher.sheet.get_by_role("button", name="Ваша запись")).to_contain_text("5")
    theirs = teacher.sheet.locator("[data-choice=theirs]")
    expect(theirs).to_contain_text("3")
    expect(theirs).to_contain_text("Трубин")
    assert teacher.kept().of_lesson(course.last) == {pupil: ["3"]}, "nothing is decided for anyone"

    teacher.sheet.get_by_role("button", name="Ваша запись").click()
    teacher.wait_until_kept({pupil: ["5"]})
    teacher.wait_until_saved()
    steps = [(item["before"] or "", item["after"] or "") for item in teacher.history(pupil)]
    assert steps == [("3", "5"), ("", "3")]
    deputy.page.reload()
    deputy.wait_until_usable()
    expect(deputy.cell(0)).to_have_text("5")


def test_the_other_value_may_be_right(world: World, visitors: Visitors) -> None:
    course, pupil = world.courses["conflict"], world.pupils[1].id
    teacher = JournalPage(visitors.signed_in("teacher"), course).open()
    deputy = JournalPage(visitors.signed_in("deputy_head"), course).open()
    deputy.enter(1, "4")
    eventually(deputy.page, lambda: deputy.kept().of_lesson(course.last).get(pupil) == ["4"])
    teacher.enter(1, "2")
    expect(teacher.cell(1)).to_have_attribute("data-state", "conflict")
    teacher.page.keyboard.press("F2")
    teacher.sheet.locator("[data-choice=theirs]").click()
    expect(teacher.cell(1)).to_have_text("4")
    teacher.wait_until_saved()
    assert [item["after"] for item in teacher.history(pupil)] == ["4"]


def test_a_closed_period(world: World, visitors: Visitors) -> None:
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["closed"]).open()
    world.act("close-period", str(journal.course.id))
    journal.enter(0, "5")
    expect(journal.cell(0)).to_have_attribute("data-state", "refused")
    expect(journal.cell(0)).to_be_empty()
    journal.page.keyboard.press("F2")
    expect(journal.sheet).to_contain_text("Не принято. Период закрыт.")
    journal.page.keyboard.press("Escape")
    expect(journal.voice).to_contain_text("не принято. Период закрыт.")
    assert journal.kept().marks == {}

    journal.page.reload()
    journal.wait_until_usable()
    expect(journal.page.get_by_text("Период закрыт: Полугодие. Чтобы исправить, попросите")).to_be_visible()
    journal.enter(0, "5")
    expect(journal.cell(0)).to_be_empty()


def test_an_answer_that_is_lost(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble(*GONE)
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["lost"]).open()
    asked: list[str] = []

    def lose_first_answer(route: Route) -> None:
        asked.append(route.request.post_data or "")
        if len(asked) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    journal.page.route("**/commands", lose_first_answer)
    journal.enter(0, "4")
    expect(journal.counter).to_contain_text("1 не отправлено")
    journal.wait_until_saved()
    assert len(asked) == 2
    assert asked[0] == asked[1], "the same command again, under the same id"
    pupil = world.pupils[0].id
    assert journal.kept().of_lesson(journal.course.last) == {pupil: ["4"]}
    assert [item["after"] for item in journal.history(pupil)] == ["4"]


def test_a_command_the_server_breaks_on(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble("500 (Internal Server Error)")
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["poison"]).open()

    def break_on_two(route: Route) -> None:
        if '"value":"2"' in (route.request.post_data or ""):
            route.fulfill(status=500, body="broken")
        else:
            route.continue_()

    journal.page.route("**/commands", break_on_two)
    journal.enter(0, "2")
    journal.enter(1, "4")
    expect(journal.cell(0)).to_have_attribute("data-state", "refused", timeout=60_000)
    expect(journal.cell(0)).to_have_text("2")
    journal.wait_until_kept({world.pupils[1].id: ["4"]})
    expect(journal.counter).to_be_empty()

    journal.page.unroute("**/commands")
    journal.cell(0).click()
    journal.page.keyboard.press("F2")
    expect(journal.sheet).to_contain_text("Запись не потеряна")
    journal.sheet.get_by_role("button", name="Повторить").click()
    journal.wait_until_kept({world.pupils[0].id: ["2"], world.pupils[1].id: ["4"]})
    journal.page.keyboard.press("Escape")
    journal.wait_until_saved()


def test_without_a_connection(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble(*GONE)
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["offline"]).open()
    journal.page.context.set_offline(True)
    journal.cell(0).click()
    enter_down(journal.page, "54345")
    expect(journal.counter).to_contain_text("5 не отправлено")
    expect(journal.cell(0)).to_have_attribute("data-state", "offline")
    expect(journal.cell(0)).to_have_text("5")
    assert journal.kept().marks == {}

    journal.page.context.set_offline(False)
    journal.wait_until_saved()
    journal.wait_until_kept({pupil.id: [value] for pupil, value in zip(world.pupils, "54345", strict=False)})


def test_the_server_stops_in_mid_entry(world: World, visitors: Visitors) -> None:
    visitors.expect_trouble(*GONE)
    journal = JournalPage(visitors.signed_in("teacher"), world.courses["stopped"]).open()
    journal.cell(0).click()
    enter_down(journal.page, "545")
    world.kill_server()
    enter_down(journal.page, "454")
    expect(journal.counter).to_contain_text("не отправлено")
    world.start_server()
    journal.wait_until_saved()
    journal.wait_until_kept({pupil.id: [value] for pupil, value in zip(world.pupils, "545454", strict=False)})
    for pupil in world.pupils[:6]:
        assert len(journal.history(pupil.id)) == 1, "one event a mark"


def test_the_session_ends_in_mid_entry(world: World, visitors: Visitors) -> None:
    course, teacher = world.courses["signed_out"], world.people["teacher"]
    journal = JournalPage(visitors.signed_in("teacher", session=2), course).open()
    world.act("end-session", teacher.sessions[1])
    journal.cell(0).click()
    enter_down(journal.page, "54")
    notice = journal.page.get_by_role("alert").filter(has_text="Вы вышли из Кедра")
    expect(notice).to_contain_text("2 изменения отправятся")
    expect(journal.cell(0)).to_have_text("5")

    with journal.page.expect_popup() as opened:
        notice.get_by_role("link", name="Войдите").click()
    second = opened.value
    second.get_by_label("Логин").fill(teacher.login)
    second.get_by_label("Пароль", exact=True).fill(teacher.password)
    second.get_by_role("button", name="Войти", exact=True).click()
    second.wait_for_url(f"**{course.path}")
    second.close()
    come_back_to(journal.page)
    journal.wait_until_saved()
    expect(notice).to_be_hidden()
    journal.wait_until_kept({world.pupils[0].id: ["5"], world.pupils[1].id: ["4"]})


def test_two_tabs_of_one_teacher(world: World, visitors: Visitors) -> None:
    course = world.courses["tabs"]
    left = JournalPage(visitors.signed_in("teacher"), course).open()
    right = JournalPage(left.page.context.new_page(), course).open()
    right.page.clock.install()
    left.enter(0, "5")
    left.wait_until_kept({world.pupils[0].id: ["5"]})
    right.page.clock.fast_forward(10_000)
    come_back_to(right.page)
    expect(right.cell(0)).to_have_text("5")
    right.enter(0, "4")
    right.wait_until_kept({world.pupils[0].id: ["4"]})
    right.enter(1, "3")
    right.wait_until_kept({world.pupils[0].id: ["4"], world.pupils[1].id: ["3"]})
    left.page.clock.install()
    left.page.clock.fast_forward(10_000)
    come_back_to(left.page)
    expect(left.cell(0)).to_have_text("4")
    expect(left.cell(1)).to_have_text("3")
    assert len(left.history(world.pupils[0].id)) == 2


def enter_down(page: Page, values: str) -> None:
    for value in values:
        page.keyboard.press(value)
        page.keyboard.press("ArrowDown")


def come_back_to(page: Page) -> None:
    """The person looks at this page again: the browser tells it so."""
    page.bring_to_front()
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")
