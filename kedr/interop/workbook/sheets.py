"""The template: sheets, columns, what each means and how its cells are read and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Model

from kedr.curriculum.models import Course, CurriculumPlan, Subject, SubjectArea
from kedr.interop.workbook import book, cells
from kedr.interop.workbook.book import GuardianCells, PupilRow
from kedr.interop.workbook.cells import Kind
from kedr.people.models import Enrolment, Person, Post
from kedr.schools.models import Building, DayOff, Period, PeriodScheme, Room, School, SchoolClass, StudyGroup

GUARDIANS = 2


def _longest(model: type[Model], field: str) -> int:
    return int(getattr(model._meta.get_field(field), "max_length"))  # noqa: B009 not every field has one


def _text(model: type[Model], field: str, empty: str | None = None) -> Kind:
    """A text that fits into its column."""
    return cells.text(_longest(model, field), empty=empty)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its header, the field it fills, how a cell is read, what it means and an example of a cell."""

    header: str
    field: str
    kind: Kind
    help: str
    example: str = ""
    is_required: bool = False
    width: int = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: rows of `row_type` in `part` of the book. A vertical one has its headers in the first column."""

    name: str
    part: str
    help: str
    columns: tuple[Column, ...]
    build: Callable[[Mapping[str, Any], int], Any]
    spread: Callable[[Any], dict[str, Any]]
    is_vertical: bool = False
    may_be_absent: bool = False


def _builder(row_type: type[Any]) -> Callable[[Mapping[str, Any], int], Any]:
    has_row = any(one.name == "row" for one in fields(row_type))

    def build(values: Mapping[str, Any], row: int) -> Any:
        given = {name: value for name, value in values.items() if value is not None}
        return row_type(**given, **({"row": row} if has_row else {}))

    return build


def _spread(row: Any) -> dict[str, Any]:
    return {one.name: getattr(row, one.name) for one in fields(row)}


def _build_pupil(values: Mapping[str, Any], row: int) -> PupilRow:
    plain = {name: value for name, value in values.items() if "." not in name and value is not None}
    guardians = []
    for place in range(1, GUARDIANS + 1):
        cells_of = {name: values.get(f"{place}.{name}") for name in ("name", "kind", "phone", "email", "may_see")}
        if any(cells_of[name] for name in ("name", "kind", "phone", "email")):
            guardians.append(
                GuardianCells(
                    cells_of["name"] or "", cells_of["kind"] or "", cells_of["phone"] or "", cells_of["email"] or "",
                    cells_of["may_see"] is False,
                )
            )  # fmt: skip
    return PupilRow(**plain, guardians=tuple(guardians), row=row)


def _spread_pupil(pupil: PupilRow) -> dict[str, Any]:
    values = _spread(pupil)
    for place, one in enumerate(pupil.guardians, 1):
        values |= {f"{place}.{name}": getattr(one, name) for name in ("name", "kind", "phone", "email")}
        values[f"{place}.may_see"] = False if one.is_barred else None
    return values


def _sheet(name: str, part: str, row_type: type[Any], help_text: str, *columns: Column, **more: Any) -> Sheet:
    return Sheet(name, part, help_text, columns, **{"build": _builder(row_type), "spread": _spread, **more})


def _guardian(place: int) -> tuple[Column, ...]:
    return (
        Column(f"Представитель {place}", f"{place}.name", cells.full_name(_longest(Person, "last_name")),
              "Фамилия, имя и отчество родителя или опекуна",
               "Абрамова Елена Игоревна", width=30),
        Column(f"Кем приходится {place}", f"{place}.kind", cells.KIN, "мать, отец, опекун или представитель", "мать"),
        Column(f"Телефон {place}", f"{place}.phone", cells.PHONE,
               "Мобильный. По имени и телефону Кедр узнаёт родителя двух детей и отличает тёзок", "+7 900 000-12-34",
               width=18),
        Column(f"Почта {place}", f"{place}.email", _text(Person, "email"), "Если есть", "abramova@example.ru",
               width=20),
        Column(f"Доступ к дневнику {place}", f"{place}.may_see", cells.FLAG,
               "«нет», если доступ закрыт решением суда; обычно пусто", ""),
    )  # fmt: skip


_LAST = Column("Фамилия", "last_name", _text(Person, "last_name"), "", "Абрамова", is_required=True, width=18)
_FIRST = Column("Имя", "first_name", _text(Person, "first_name"), "", "Алина", is_required=True)
_MIDDLE = Column("Отчество", "middle_name", _text(Person, "middle_name", empty=""), "Пусто, если отчества нет",
                 "Сергеевна", width=18)  # fmt: skip
_SEX = Column("Пол", "sex", cells.SEX, "ж или м", "ж", is_required=True, width=6)

SHEETS: tuple[Sheet, ...] = (
    _sheet(
        "Школа", "school", book.SchoolRow, "Школа и учебный год. Вопросы – в столбце A, ответы – в столбце B.",
        Column("Название", "name", _text(School, "name"), "Полное название, как в уставе", "МБОУ «Школа № 41»",
               is_required=True),
        Column("Краткое название", "short_name", _text(School, "short_name"), "Его видят на всех страницах",
               "Школа № 41", is_required=True),
        Column("Вид", "kind", cells.SCHOOL_KIND, "городская, поселковая, сельская или малокомплектная", "сельская",
               is_required=True),
        Column("Муниципалитет", "municipality", cells.NAME, "Как в списке региона", "Бакчарский район",
               is_required=True),
        Column("Адрес", "address", _text(School, "address"), "", "с. Заречное, ул. Школьная, 1"),
        Column("Телефон", "phone", _text(School, "phone"), "Телефон приёмной", "8 (38249) 0-00-00"),
        Column("Год начинается", "starts_on", cells.DAY, "Первый день учебного года", "01.09.2026", is_required=True),
        Column("Год кончается", "last_on", cells.DAY, "Последний учебный день", "26.05.2027", is_required=True),
        Column("Расписание с", "plan_from", cells.DAY,
               "С какого дня действует лист «Расписание». Пусто – с начала года", "01.09.2026"),
        is_vertical=True,
    ),
    _sheet(
        "Периоды", "periods", book.PeriodRow, "Четверти, триместры или полугодия. Схем может быть несколько.",
        Column("Схема", "scheme", _text(PeriodScheme, "name"), "Имя схемы: его указывают у класса", "Четверти",
               is_required=True),
        Column("Вид", "kind", cells.PERIOD_KIND, "четверти, триместры или полугодия", "четверти", is_required=True),
        Column("С отметками", "is_marked", cells.FLAG, "«нет» для схемы 1 класса", "да", is_required=True),
        Column("Номер", "number", cells.whole(1, 12), "По порядку", "1", is_required=True, width=8),
        Column("Период", "name", _text(Period, "name"), "Как его называют", "I четверть", is_required=True),
        Column("Первый день", "starts_on", cells.DAY, "", "01.09.2026", is_required=True),
        Column("Последний день", "last_on", cells.DAY, "Включительно", "24.10.2026", is_required=True),
    ),
    _sheet(
        "Каникулы", "days_off", book.DayOffRow, "Дни без уроков: каникулы и праздники в будни.",
        Column("Название", "name", _text(DayOff, "name"), "", "Осенние каникулы", is_required=True, width=34),
        Column("Вид", "kind", cells.OFF_KIND, "каникулы, праздник или нет занятий", "каникулы", is_required=True),
        Column("Первый день", "starts_on", cells.DAY, "", "25.10.2026", is_required=True),
        Column("Последний день", "last_on", cells.DAY, "Включительно", "01.11.2026", is_required=True),
        Column("Параллель", "grade", cells.whole(0, 12), "Если отдыхает одна параллель (1 класс); иначе пусто", "1"),
        may_be_absent=True,
    ),
    _sheet(
        "Кабинеты", "rooms", book.RoomRow, "Все кабинеты, которые названы на других листах. Названия не повторяются.",
        Column("Кабинет", "name", _text(Room, "name"), "Номер или название", "209", is_required=True),
        Column("Корпус", "building", _text(Building, "name"), "Пусто – «Главный корпус»", "Главный корпус", width=20),
        Column("Мест", "capacity", cells.whole(1, 2000), "Пусто – 30", "30", width=8),
        may_be_absent=True,
    ),
    _sheet(
        "Сотрудники", "staff", book.StaffRow, "Учителя и администрация. У кого две должности, у того две строки.",
        _LAST, _FIRST, _MIDDLE, _SEX,
        Column("Должность", "post", cells.POST, "учитель, директор, заместитель директора или секретарь", "учитель",
               is_required=True, width=24),
        Column("Название должности", "title", _text(Post, "title"), "Как в приказе", "учитель физики", width=40),
        Column("Дата рождения", "birth_on", cells.DAY, "Нужна только полным тёзкам", "12.03.1980"),
        Column("Телефон", "phone", cells.PHONE, "По нему Кедр узнаёт сотрудника среди родителей", "+7 900 000-10-20",
               width=18),
        Column("Почта", "email", _text(Person, "email"), "Если есть", "", width=20),
    ),
    _sheet(
        "Классы", "classes", book.ClassRow, "Классы года. Параллель – число в начале названия.",
        # what follows the number of the grade is the letter, a column of its own
        Column("Класс", "name", cells.text(_longest(SchoolClass, "letter") + 1), "", "7А", is_required=True, width=8),
        Column("Схема периодов", "scheme", cells.NAME, "С листа «Периоды»", "Четверти", is_required=True, width=22),
        Column("Смена", "shift", cells.whole(1, 4), "Пусто – первая", "1", width=8),
        Column("Дней в неделе", "days_a_week", cells.whole(1, 7), "5 или 6; пусто – 5", "5", width=14),
        Column("Классный руководитель", "class_teacher", cells.NAME, "С листа «Сотрудники», полностью",
               "Смирнова Ольга Павловна", width=34),
        Column("Кабинет", "room", cells.NAME, "Кабинет класса, если есть", "209"),
        Column("Профиль", "profile", _text(SchoolClass, "profile"), "В 10–11 классах", "универсальный"),
    ),
    _sheet(
        "Группы", "groups", book.GroupRow, "Части класса и группы из нескольких классов. Состав – на листе «Ученики».",
        Column("Группа", "name", _text(StudyGroup, "name"), "Своё имя у каждой", "7А, английский, 1 гр.",
               is_required=True, width=30),
        Column("Классы", "classes", cells.NAMES, "Один или несколько через точку с запятой", "10А; 10Б",
               is_required=True),
        may_be_absent=True,
    ),
    Sheet(
        "Ученики", "pupils", "Ученики с родителями. Узнаются по имени и дате рождения.",
        (
            Column("Класс", "school_class", cells.NAME, "С листа «Классы»", "7А", is_required=True, width=8),
            _LAST, _FIRST, _MIDDLE, _SEX,
            Column("Дата рождения", "birth_on", cells.DAY, "", "04.05.2013", is_required=True),
            Column("Группы", "groups", cells.NAMES, "С листа «Группы», через точку с запятой",
                   "7А, английский, 1 гр.", width=34),
            Column("Зачислен", "starts_on", cells.DAY, "Если не с начала года, или день перевода", ""),
            Column("Последний день", "last_on", cells.DAY, "Если выбыл", ""),
            Column("Приказ", "basis", _text(Enrolment, "basis"), "О зачислении или переводе", "№ 14 от 28.08.2026",
                   width=20),
            *_guardian(1), *_guardian(2),
        ),
        build=_build_pupil, spread=_spread_pupil,
    ),
    _sheet(
        "Предметы", "subjects", book.SubjectRow, "Предметы, по которым есть журналы.",
        Column("Предмет", "name", _text(Subject, "name"), "Полностью", "Русский язык", is_required=True, width=40),
        Column("Кратко", "short_name", _text(Subject, "short_name"), "Для тесных мест, до 30 знаков", "Русский",
               is_required=True),
        Column("Область", "area", _text(SubjectArea, "name"), "Предметная область", "Русский язык и литература",
               width=34),
    ),
    _sheet(
        "Учебный план", "plan_hours", book.PlanHoursRow, "Часы в неделю по параллелям. Можно оставить пустым.",
        Column("План", "plan", _text(CurriculumPlan, "name"), "Имя плана", "7 класс", is_required=True, width=20),
        Column("Параллель", "grade", cells.whole(1, 12), "", "7", is_required=True, width=10),
        Column("Предмет", "subject", cells.NAME, "С листа «Предметы»", "Русский язык", is_required=True, width=40),
        Column("Часов", "hours", cells.HOURS, "В неделю", "4", is_required=True, width=8),
        may_be_absent=True,
    ),
    _sheet(
        "Нагрузка", "load", book.LoadRow, "Журналы: предмет одного класса или одной группы и кто его ведёт.",
        Column("Класс", "school_class", cells.NAME_OR_NOT, "Или класс, или группа", "7А", width=8),
        Column("Группа", "group", cells.NAME_OR_NOT, "Или класс, или группа", "", width=30),
        Column("Предмет", "subject", cells.NAME, "С листа «Предметы»", "Русский язык", is_required=True, width=34),
        Column("Учитель", "teacher", cells.NAME, "С листа «Сотрудники», полностью", "Смирнова Ольга Павловна",
               is_required=True, width=34),
        Column("Часов", "hours", cells.HOURS, "В неделю", "4", is_required=True, width=8),
        Column("Название журнала", "title", _text(Course, "title"), "Если не как предмет", "", width=20),
        Column(
            "Оценивание", "scale", cells.SCALE,
            "отметки, 10 баллов, 100 баллов, зачёт или без отметок; пусто – отметки", "",
        ),
        Column("Внеурочная", "is_extra", cells.FLAG, "да – внеурочная деятельность", ""),
        Column("Ведёт с", "starts_on", cells.DAY, "День, с которого учитель ведёт журнал, если сменился в году", ""),
    ),
    _sheet(
        "Звонки", "bells", book.BellRow, "Когда начинается и кончается каждый урок каждой смены.",
        Column("Смена", "shift", cells.whole(1, 4), "", "1", is_required=True, width=8),
        Column("Урок", "number", cells.whole(0, 20), "Номер урока в смене", "1", is_required=True, width=8),
        Column("Начало", "starts_at", cells.CLOCK, "", "8:30", is_required=True, width=10),
        Column("Конец", "ends_at", cells.CLOCK, "", "9:10", is_required=True, width=10),
    ),
    _sheet(
        "Расписание", "slots", book.SlotRow, "Уроки недели: строка на урок класса или группы.",
        Column("Класс", "school_class", cells.NAME_OR_NOT, "Или класс, или группа", "7А", width=8),
        Column("Группа", "group", cells.NAME_OR_NOT, "Или класс, или группа", "", width=30),
        Column("День", "weekday", cells.WEEKDAY, "пн, вт, ср, чт, пт, сб", "пн", is_required=True, width=8),
        Column("Урок", "number", cells.whole(0, 20), "Номер урока в смене класса", "1", is_required=True, width=8),
        Column("Предмет", "journal", cells.NAME, "Предмет или название журнала, как на листе «Нагрузка»",
               "Русский язык", is_required=True, width=34),
        Column("Кабинет", "room", cells.NAME, "С листа «Кабинеты»", "209"),
    ),
)  # fmt: skip
BY_PART = {sheet.part: sheet for sheet in SHEETS}
HELP_SHEET = "Как заполнять"
