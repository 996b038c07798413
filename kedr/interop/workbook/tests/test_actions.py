import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from kedr.accounts.models import Grant, User
from kedr.audit.models import Event
from kedr.core.actor import SYSTEM
from kedr.core.models import Stamp
from kedr.core.tenancy import Owned
from kedr.curriculum.models import Course, CourseTeacher
from kedr.interop.workbook.actions import SetUp, TransferUndated, UnknownMunicipality, set_up_school
from kedr.interop.workbook.book import GroupRow, GuardianCells, SchoolBook
from kedr.interop.workbook.read import read_book
from kedr.interop.workbook.tests.sample import raw, short
from kedr.interop.workbook.write import write_book
from kedr.journal.actions.scales import ScaleKept
from kedr.journal.models import PeriodResult, WorkKind
from kedr.people.models import Enrolment, GroupMember, Guardianship, Person
from kedr.schools.models import Period, School, SchoolClass
from kedr.timetable.models import Lesson, PlanSlot
from tests.cast import NOW

pytestmark = pytest.mark.django_db


def set_up(book: SchoolBook | None = None, school_id: int | None = None, *, invites_families: bool = False) -> SetUp:
    return set_up_school(
        actor=SYSTEM, at=NOW, book=book or short(), school_id=school_id, fixed_password=("пароль", "!"),
        invites_families=invites_families,
    )  # fmt: skip


def pupil(place: int, **values: Any) -> SchoolBook:
    """The book with one pupil (from 0) changed."""
    rows = list(short().pupils)
    rows[place] = replace(rows[place], **values)
    return replace(short(), pupils=tuple(rows))


def everything() -> dict[str, int]:
    tables = [model for model in apps.get_models() if issubclass(model, Owned)]
    return {model._meta.label: model._default_manager.filter(school_id=1).count() for model in tables}


def test_a_school_is_set_up_whole() -> None:
    done = set_up()
    book = short()
    assert done.school_id == 1
    school = School.objects.get(id=1)
    assert (school.short_name, school.municipality.name) == ("Кедровская школа", "Бакчарский район")
    assert SchoolClass.objects.in_school(1).get(name="8").grade == 8
    assert Enrolment.objects.in_school(1).count() == len(book.pupils)
    assert PlanSlot.objects.in_school(1).count() == len(book.slots)
    assert Course.objects.in_school(1).filter(scale="none").count() == sum(row.school_class == "1" for row in book.load)
    assert Lesson.objects.in_school(1).filter(held_on__lt=date(2026, 9, 1)).count() == 0
    assert Lesson.objects.in_school(1).filter(held_on=date(2026, 9, 7)).count() == sum(
        row.weekday == 1 for row in book.slots
    )
    assert WorkKind.objects.in_school(1).get(code="КР").is_control
    assert Stamp.objects.filter(school_id=1, kind="school", object_id=1).exists()
    event = Event.objects.get(school_id=1, verb="set_up_school")
    assert (event.after or {})["created"]["классы"] == 3


def test_the_same_book_again_changes_nothing() -> None:
    set_up()
    before, events = everything(), Event.objects.filter(school_id__in=(0, 1)).count()
    again = set_up()
    assert (again.school_id, again.logins) == (1, [])
    assert again.tally.is_idle(), (again.tally.created, again.tally.changed)
    assert again.tally.unchanged["люди"] == Person.objects.in_school(1).count()
    assert (everything(), Event.objects.filter(school_id__in=(0, 1)).count()) == (before, events)


def test_everybody_gets_an_account_with_their_roles() -> None:
    done = set_up()
    assert User.objects.count() == Person.objects.in_school(1).count() == len(done.logins)
    first = short().pupils[0]
    person = Person.objects.in_school(1).get(last_name=first.last_name, birth_on=first.birth_on)
    grant = Grant.objects.get(at_school_id=1, person_id=person.id)
    assert (grant.role, grant.label) == ("pupil", f"{first.school_class}, Кедровская школа")
    mother = Guardianship.objects.in_school(1).filter(pupil_id=person.id).first()
    assert mother is not None
    label = Grant.objects.get(person_id=mother.guardian_id, role="guardian").label
    assert f"{first.first_name}, {first.school_class}" in label
    paper = next(one for one in done.logins if one.person_id == person.id)
    assert (paper.password, paper.roles) == ("пароль", "ученик")
    assert User.objects.get(login=paper.login).id == grant.user_id


def test_families_may_be_left_to_invitations() -> None:
    done = set_up(invites_families=True)
    roles = {role for one in done.logins for role in one.roles.split(", ")}
    assert roles & {"ученик", "родитель"} <= {"родитель"}  # of an employee: one account for both
    assert all(one.roles != "родитель" for one in done.logins)
    assert User.objects.count() == len(done.logins) < Person.objects.in_school(1).count()
    assert set_up(invites_families=True).tally.is_idle()
    assert len(set_up().logins) == Person.objects.in_school(1).count() - len(done.logins)


def test_the_longest_of_everything_fits() -> None:
    """Every text as long as the reading lets it be, and the numbers at their bounds."""

    def long(name: str, longest: int) -> str:
        return name.ljust(longest, "ы")

    book = short()
    book = replace(
        book,
        school=replace(book.school, name=long("", 200), short_name=long("", 60), address=long("", 250), phone="8" * 40),
        periods=tuple(replace(row, scheme=long(row.scheme, 60), name=long(row.name, 40)) for row in book.periods),
        days_off=tuple(replace(row, name=long(row.name, 100), grade=12) for row in book.days_off),
        rooms=tuple(
            replace(row, name=long(row.name, 60), building=long("", 100), capacity=2000) for row in book.rooms
        ),
        classes=tuple(
            replace(row, scheme=long(row.scheme, 60), room=row.room and long(row.room, 60), profile=long("", 60))
            for row in book.classes
        ),
        staff=tuple(replace(row, title=long("", 100), email=long("", 254)) for row in book.staff),
        pupils=tuple(
            replace(
                row, last_name=long("", 60), first_name=long(str(n), 60), middle_name=long("", 60), basis=long("", 150),
                guardians=tuple(replace(one, name=" ".join((long(str(n), 60),) * 3)) for one in row.guardians[:1]),
            )
            for n, row in enumerate(book.pupils)
        ),
        subjects=tuple(
            replace(row, name=long(row.name, 150), short_name=long("", 30), area=long("", 100)) for row in book.subjects
        ),
        plan_hours=tuple(
            replace(row, plan=long(row.plan, 100), subject=long(row.subject, 150)) for row in book.plan_hours
        ),
        load=tuple(
            replace(row, subject=long(row.subject, 150), title=long(row.journal, 150), hours=Decimal("39.99"))
            for row in book.load
        ),
        slots=tuple(
            replace(row, journal=long(row.journal, 150), room=row.room and long(row.room, 60)) for row in book.slots
        ),
    )  # fmt: skip
    reading = read_book(write_book(book))
    assert (reading.faults, reading.book) == ([], book)
    assert set_up(book).tally.created["люди"]


def test_a_corrected_row_is_corrected_and_a_new_one_added() -> None:
    set_up()
    renamed = replace(short(), school=replace(short().school, phone="8 (38249) 0-00-00"))
    first = short().pupils[0]
    twin = replace(first, first_name="Ева", birth_on=date(2018, 11, 11), sex="f", middle_name="Ильинична", guardians=())
    done = set_up(replace(renamed, pupils=(*short().pupils, twin)))
    assert (done.tally.changed["школа"], done.tally.created["зачисления"], done.tally.created["люди"]) == (1, 1, 1)
    assert [one.roles for one in done.logins] == ["ученик"]


def test_a_mother_of_two_is_one_person_and_namesakes_are_two() -> None:
    mother = GuardianCells("Тихая Анна Львовна", "mother", "+79000009999")
    other = replace(mother, phone="+79000008888")
    rows = [replace(row, guardians=()) for row in short().pupils]
    rows[0], rows[1], rows[2] = (replace(rows[n], guardians=(who,)) for n, who in enumerate((mother, mother, other)))
    set_up(replace(short(), pupils=tuple(rows)))
    found = Person.objects.in_school(1).filter(last_name="Тихая")
    assert sorted(found.values_list("phone", flat=True)) == ["+79000008888", "+79000009999"]
    assert Guardianship.objects.in_school(1).count() == 3


def test_an_employee_is_known_among_guardians_by_the_phone() -> None:
    teacher = next(row for row in short().staff if row.post == "teacher")
    kin = GuardianCells(teacher.full_name, "other", teacher.phone)
    set_up(pupil(7, guardians=(kin,)))
    person = Person.objects.in_school(1).get(phone=teacher.phone)
    assert set(Grant.objects.filter(person_id=person.id).values_list("role", flat=True)) == {"teacher", "guardian"}
    assert User.objects.filter(grants__person_id=person.id).distinct().count() == 1


def test_a_barred_guardian_gets_no_role() -> None:
    kin = GuardianCells("Тихая Анна Львовна", "mother", "+79000009999", is_barred=True)
    set_up(pupil(0, guardians=(kin,)))
    person = Person.objects.in_school(1).get(last_name="Тихая")
    assert Guardianship.objects.in_school(1).get(guardian_id=person.id).is_barred
    assert not Grant.objects.filter(person_id=person.id).exists()


def test_a_transfer_needs_its_day() -> None:
    set_up()
    place = next(n for n, row in enumerate(short().pupils) if row.school_class == "1")
    with pytest.raises(TransferUndated, match=f"строка {short().pupils[place].row}"):
        set_up(pupil(place, school_class="2"))
    done = set_up(pupil(place, school_class="2", starts_on=date(2026, 9, 14)))
    assert (done.tally.created["зачисления"], done.tally.changed["зачисления"]) == (1, 1)
    row = short().pupils[place]
    places = Enrolment.objects.in_school(1).filter(person__last_name=row.last_name, person__first_name=row.first_name)
    assert [(one.starts_on, one.ends_on) for one in places.order_by("starts_on")] == [
        (date(2026, 9, 1), date(2026, 9, 14)),
        (date(2026, 9, 14), None),
    ]


def test_another_teacher_follows_on_their_day() -> None:
    set_up()
    load = list(short().load)
    other = next(row.teacher for row in load if row.teacher != load[0].teacher)
    load[0] = replace(load[0], teacher=other, starts_on=date(2026, 9, 14))
    done = set_up(replace(short(), load=tuple(load)))
    assert (done.tally.created["нагрузка"], done.tally.changed["нагрузка"]) == (1, 1)
    assert CourseTeacher.objects.in_school(1).filter(ends_on=date(2026, 9, 14)).count() == 1
    assert done.tally.changed["уроки"] > 0


def test_a_moved_lesson_moves_only_itself() -> None:
    set_up()
    before = set(Lesson.objects.in_school(1).values_list("id", flat=True))
    slots = list(short().slots)
    place = next(n for n, row in enumerate(slots) if row.school_class == "8")
    slots[place] = replace(slots[place], number=7)
    done = set_up(replace(short(), slots=tuple(slots)))
    assert (done.tally.changed["расписание недели"], done.tally.changed["уроки"]) == (1, 3)
    assert set(Lesson.objects.in_school(1).values_list("id", flat=True)) == before


def test_a_new_timetable_holds_from_its_day() -> None:
    set_up()
    slots = tuple(replace(row, number=7) if row is short().slots[-1] else row for row in short().slots)
    later = replace(short(), slots=slots, school=replace(short().school, plan_from=date(2026, 9, 14)))
    done = set_up(later)
    assert done.tally.created["расписание недели"] == len(slots)
    assert done.tally.created["уроки"] == 0
    moved = Lesson.objects.in_school(1).filter(
        number=7, course__title=slots[-1].journal, course__school_class__name="8"
    )
    assert {lesson.held_on >= date(2026, 9, 14) for lesson in moved} == {True}
    assert set_up(later).tally.is_idle()
    assert set_up().tally.is_idle()  # the first book still tells of the days before


def test_a_change_of_groups_counts_from_today() -> None:
    set_up()
    last = len(short().pupils) - 1
    with_group = replace(pupil(last, groups=("8, хор",)), groups=(GroupRow("8, хор", ("8",)),))
    assert set_up(with_group).tally.created["состав групп"] == 1
    member = GroupMember.objects.in_school(1).get()
    assert (member.starts_on, member.ends_on) == (date(2026, 9, 1), None)
    without = replace(short(), groups=with_group.groups)
    assert set_up(without).tally.changed["состав групп"] == 1
    member.refresh_from_db()
    assert member.ends_on == date(2026, 11, 11)


def test_an_unknown_municipality_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(UnknownMunicipality, match="Бакчарский район"):
        set_up(replace(short(), school=replace(short().school, municipality="Лесной район")))
    assert not School.objects.exists()


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Callable[[bytes], Path]:
    """Puts bytes into a file; what the command writes goes beside it."""
    settings.VAR = tmp_path

    def put(data: bytes) -> Path:
        (tmp_path / "book.xlsx").write_bytes(data)
        return tmp_path / "book.xlsx"

    return put


def test_the_command_sets_up_a_school_and_writes_its_logins(
    place: Callable[[bytes], Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book = place(write_book(short()))
    monkeypatch.setattr("kedr.interop.workbook.command.check", lambda book, broken: [])  # three weeks are no year
    call_command("import", "school", str(book))
    paper = settings.VAR / "logins-1.xlsx"
    assert stat.S_IMODE(paper.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    assert "её номер в Кедре – 1" in said
    assert str(paper) in said
    user = User.objects.exclude(password="").first()
    assert user is not None
    assert user.password not in said
    assert not User.objects.filter(has_one_time_password=False).exists()
    call_command("import", "school", str(book))
    assert "Ничего не изменено" in capsys.readouterr().out
    assert not (settings.VAR / "logins-1-2.xlsx").exists()


def test_the_command_leaves_families_to_invitations(
    place: Callable[[bytes], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kedr.interop.workbook.command.check", lambda book, broken: [])
    call_command("import", "school", str(place(write_book(short()))), "--invite-families")
    assert Grant.objects.exclude(role__in=("pupil", "guardian")).exists()
    assert not Grant.objects.filter(role="pupil").exists()


def test_the_command_tells_all_faults_and_writes_nothing(place: Callable[[bytes], Path]) -> None:
    book = place(raw({("Ученики", 3, 6): "вчера", ("Нагрузка", 4, 4): "Никто Н. Н."}))
    with pytest.raises(CommandError) as failed:
        call_command("import", "school", str(book))
    lines = str(failed.value).splitlines()
    assert lines[0] == "В книге 2 ошибки, ничего не загружено."
    assert lines[1].startswith("Лист «Ученики», строка 3, столбец F")
    assert lines[2].startswith("Лист «Нагрузка», строка 4, столбец D")
    assert not School.objects.exists()


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="не открывается"):
        call_command("import", "school", str(tmp_path / "none.xlsx"))


def test_the_template_command(place: Callable[[bytes], Path], capsys: pytest.CaptureFixture[str]) -> None:
    target = place(b"")
    call_command("import", "template", str(target))
    assert target.read_bytes() == write_book()
    assert "Шаблон записан" in capsys.readouterr().out


def test_a_journal_with_marks_keeps_its_scale() -> None:
    set_up()
    load = list(short().load)
    place = next(n for n, row in enumerate(load) if not row.group and row.scale == "five" and row.school_class != "1")
    ten = [replace(row, scale="ten") if n == place else row for n, row in enumerate(load)]
    set_up(replace(short(), load=tuple(ten)))
    course = Course.objects.in_school(1).get(scale="ten")
    period = Period.objects.in_school(1).filter(scheme_id=course.scheme_id)[0]
    PeriodResult.objects.create(
        school_id=1, course_id=course.id, period_id=period.id, pupil_id=Enrolment.objects.in_school(1)[0].person_id,
        final="9", set_at=NOW, set_by=0,
    )  # fmt: skip
    with pytest.raises(ScaleKept, match=f"строка {load[place].row}, столбец «Оценивание»"):
        set_up()
    assert Course.objects.in_school(1).filter(scale="ten").exists()
