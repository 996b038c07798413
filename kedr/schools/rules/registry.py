"""The registry of regulations: every number a local act may set, with its type, default and the sense of its scopes.

The page «Локальные акты» is made of this registry alone.
"""

from decimal import Decimal
from typing import Any

from kedr.schools.rules.criteria import CRITERIA, CRITERIA_LEVELS
from kedr.schools.rules.marks import (
    BESIDE_ABSENCE,
    DEBT_DAYS,
    LEAST_MARKS,
    LEVELS_HUNDRED,
    LEVELS_TEN,
    OVERDUE_DEBT,
    THRESHOLDS,
    UNRATED_SHARE,
    WORK_WEIGHTS,
)
from kedr.schools.rules.values import FAMILIES, REPORTS, Field, Regulation, Wrong, comma, decimal_of, wholes
from kedr.schools.rules.year import YEAR_MARK


def _days(value: Any) -> int:
    days = int(value)
    if not 0 <= days <= 366:
        raise Wrong("Дней от 0 до 366.", "0")
    return days


def _hours(value: Any) -> int:
    if not 0 <= int(value) <= 12:
        raise Wrong("Часов от 0 до 12.", "0")
    return int(value)


def _percents(value: Any) -> tuple[Decimal, ...]:
    return tuple(decimal_of(part, str(place)) for place, part in enumerate(value))


def _flag(value: Any) -> bool:
    return str(value) in ("1", "True")


def _lessons(value: Any) -> int:
    if not 0 <= int(value) <= 30:
        raise Wrong("Уроков от 0 до 30.", "0")
    return int(value)


def _remark_words(value: tuple[int, ...]) -> str:
    weekday, days, lessons, term = value
    if not weekday:
        return "не делать"
    late = f"уроки, не заполненные {days} дн." if days else "не заполненные уроки"
    least = f", если их {lessons} и больше" if lessons > 1 else ""
    return f"в ночь на {dict(_NIGHTS)[str(weekday)]}: {late}{least}; исправить за {term} дн."


_NIGHTS = (
    ("0", "не делать"), ("1", "понедельник"), ("2", "вторник"), ("3", "среду"), ("4", "четверг"), ("5", "пятницу"),
    ("6", "субботу"),
)  # fmt: skip


def _window_words(days: int) -> str:
    return f"{days} дн. после урока" if days else "пока открыт период"


EDIT_WINDOW: Regulation[int] = Regulation(
    "edit_window",
    "Сколько дней после урока можно менять журнал",
    0,
    _days,
    fields=(Field("Дней", "дней; 0 – пока открыт период", is_whole=True),),
    words=_window_words,
    effect="Срок считается от дня урока и действует сразу для всех уроков открытых периодов. После срока учитель просит"
    " открыть журнал.",
)
REASON_WINDOW: Regulation[int] = Regulation(
    "reason_window",
    "Сколько дней классный руководитель может менять причину пропуска",
    0,
    _days,
    fields=(Field("Дней", "дней после урока; 0 – пока открыт период", is_whole=True),),
    words=_window_words,
    effect="Срок считается от дня урока и действует сразу для всех уроков открытых периодов.",
)
# --- what reports count by

MASTERY: Regulation[tuple[Decimal, ...]] = Regulation(
    "mastery",
    "Сколько весит отметка в степени обученности (СОУ)",
    (Decimal(100), Decimal(64), Decimal(36), Decimal(16), Decimal(7)),
    _percents,
    group=REPORTS,
    fields=(Field("«5»"), Field("«4»"), Field("«3»"), Field("«2»"), Field("н/а")),
    words=lambda weights: " / ".join(map(comma, weights)),
    effect="Степень обученности во всех отчётах считается по этим числам. Отметки не меняются.",
)
UNRATED_IN_MEAN: Regulation[bool] = Regulation(
    "unrated_in_mean",
    "Входит ли «н/а» в знаменатель среднего балла",
    False,
    _flag,
    group=REPORTS,
    fields=(Field("«н/а» в среднем балле", choices=(("0", "не входит"), ("1", "входит"))),),
    words=lambda value: "входит" if value else "не входит",
    effect="Средний балл по итоговым отметкам в отчётах. Средний балл ученика в журнале не меняется.",
)
FAILING_FIRST: Regulation[bool] = Regulation(
    "failing_first",
    "Куда отнести ученика, у которого есть и «2», и «н/а»",
    True,
    _flag,
    group=REPORTS,
    fields=(Field("Ученика считать", choices=(("1", "неуспевающим"), ("0", "неаттестованным"))),),
    words=lambda value: "к неуспевающим" if value else "к неаттестованным",
    effect="В списках ученик назван и там, и там, а в числах – один раз.",
)
MISSED_DAY: Regulation[int] = Regulation(
    "missed_day",
    "Сколько пропущенных уроков делают день пропущенным",
    0,
    _lessons,
    group=REPORTS,
    fields=(Field("Уроков", "уроков; 0 – все уроки дня", is_whole=True),),
    words=lambda least: f"{least} и больше" if least else "все уроки дня",
    effect="Дни в отчётах о посещаемости. Пропущенные уроки считаются как прежде.",
)
MARKLESS_LESSONS: Regulation[int] = Regulation(
    "markless_lessons",
    "После скольких уроков подряд без отметки назвать ученика",
    4,
    _lessons,
    group=REPORTS,
    fields=(Field("Уроков", "уроков подряд", is_whole=True),),
    words=lambda lessons: f"{lessons} подряд",
    effect="Отчёт о накопляемости отметок.",
)
TOPIC_DAYS: Regulation[int] = Regulation(
    "topic_days",
    "Через сколько дней после урока тема считается записанной не вовремя",
    0,
    _days,
    group=REPORTS,
    fields=(Field("Дней", "дней; 0 – в день урока", is_whole=True),),
    words=lambda days: f"позже {days} дн." if days else "позже дня урока",
    effect="Отчёт о ведении журнала.",
)
MARK_DAYS: Regulation[int] = Regulation(
    "mark_days",
    "Через сколько дней после работы отметка считается выставленной не вовремя",
    7,
    _days,
    group=REPORTS,
    fields=(Field("Дней", "дней после работы", is_whole=True),),
    words=lambda days: f"позже {days} дн.",
    effect="Отчёт о ведении журнала.",
)
REMARKS: Regulation[tuple[int, ...]] = Regulation(
    "remarks",
    "Когда журнал получает замечание о незаполненных уроках",
    (1, 3, 1, 5),
    wholes((0, 6, "День"), (0, 30, "Дней"), (1, 30, "Уроков"), (1, 60, "Дней")),
    fields=(
        Field("Каждую неделю в ночь на", choices=_NIGHTS),
        Field("Урок не заполнен", "дней после него", is_whole=True),
        Field("Таких уроков", "и больше", is_whole=True),
        Field("Исправить за", "дней", is_whole=True),
    ),
    words=_remark_words,
    effect="По этим числам замечания появятся в ближайшую такую ночь. Сделанные замечания и их сроки не меняются:"
    " они снимаются сами, когда уроки заполнены.",
)
PROCEDURES: Regulation[tuple[int, ...]] = Regulation(
    "procedures",
    "Как часто проводят контрольные работы",
    (17, 10, 1),
    wholes((0, 60, "Дней"), (1, 100, "Процентов"), (1, 5, "Работ")),
    fields=(
        Field("Между работами по предмету", "дней, не меньше", is_whole=True),
        Field("Из часов предмета за год", "%, не больше", is_whole=True),
        Field("У класса в один день", "работ, не больше", is_whole=True),
    ),
    words=lambda value: f"через {value[0]} дн. по предмету, не больше {value[1]} % часов, в день не больше {value[2]}",
    effect="Нарушения в графике оценочных процедур. Запланированные работы не меняются.",
)
# --- homework

HOMEWORK_NORM: Regulation[tuple[int, ...]] = Regulation(
    "homework_norm",
    "Сколько минут в день занимают домашние задания",
    (60, 90, 120, 150, 210),
    wholes(*((0, 600, "Минут"),) * 5),
    fields=tuple(
        Field(grades, "мин, не больше", is_whole=True)
        for grades in ("1 класс", "2–3 классы", "4–5 классы", "6–8 классы", "9–11 классы")
    ),
    words=lambda norm: " / ".join(f"{minutes} мин" for minutes in norm),
    effect="Учитель видит сумму заданий класса на день рядом с нормой, пока задаёт. Больше нормы задать можно.",
)
HOMEWORK_HOURS: Regulation[int] = Regulation(
    "homework_hours",
    "Через сколько часов после последнего звонка задание считается заданным поздно",
    1,
    _hours,
    fields=(Field("Часов", "после последнего урока класса в этот день", is_whole=True),),
    words=lambda hours: f"через {hours} ч" if hours else "сразу после звонка",
    effect="Задания, заданные с этого дня. Уже заданные остаются какими были.",
)
HOMEWORK_FILES: Regulation[tuple[int, ...]] = Regulation(
    "homework_files",
    "Какие файлы можно приложить к заданию",
    (5, 20),
    wholes((0, 10, "Файлов"), (1, 50, "Мегабайт")),
    fields=(
        Field("К одному заданию", "файлов, не больше; 0 – без файлов", is_whole=True),
        Field("Один файл", "МБ, не больше", is_whole=True),
    ),
    words=lambda value: f"до {value[0]}, каждый до {value[1]} МБ" if value[0] else "без файлов",
    effect="Новые файлы. Приложенные раньше остаются.",
)
_LETTERS = {
    "all": "всем учителям ребёнка, классному руководителю и администрации",
    "lead": "классному руководителю и администрации",
    "off": "никому: переписка выключена",
}
LETTERS: Regulation[str] = Regulation(
    "letters",
    "Кому семьи могут писать в «Кедре»",
    "all",
    lambda value: str(value),
    group=FAMILIES,
    fields=(Field("Родители и ученики пишут", choices=tuple(_LETTERS.items())),),
    words=_LETTERS.__getitem__,
    effect="Новые письма. Начатую переписку можно продолжить, пока она не выключена совсем.",
)
REGULATIONS: dict[str, Regulation[Any]] = {
    regulation.key: regulation
    for regulation in (
        WORK_WEIGHTS,
        THRESHOLDS,
        LEVELS_TEN,
        LEVELS_HUNDRED,
        CRITERIA,
        CRITERIA_LEVELS,
        DEBT_DAYS,
        OVERDUE_DEBT,
        BESIDE_ABSENCE,
        LEAST_MARKS,
        UNRATED_SHARE,
        YEAR_MARK,
        EDIT_WINDOW,
        REASON_WINDOW,
        MASTERY,
        UNRATED_IN_MEAN,
        FAILING_FIRST,
        MISSED_DAY,
        MARKLESS_LESSONS,
        TOPIC_DAYS,
        MARK_DAYS,
        REMARKS,
        PROCEDURES,
        HOMEWORK_NORM,
        HOMEWORK_HOURS,
        HOMEWORK_FILES,
        LETTERS,
    )
}


def check(key: str, value: Any) -> None:
    """Refuse (Wrong, a ValueError with a Russian sentence) a value that the regulation cannot hold."""
    if key not in REGULATIONS:
        raise Wrong(f"Нет настройки «{key}».")
    REGULATIONS[key].read(value)
