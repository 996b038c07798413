"""The numbers of a local act that marks and results are counted by."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from kedr.schools.rules.values import MARKS, Field, Regulation, Wrong, comma, decimal_of, wholes


def _weights(value: Any) -> dict[str, Decimal]:
    return {str(code): decimal_of(weight, str(code), Decimal("99.99")) for code, weight in dict(value).items()}


def _thresholds(value: Any) -> tuple[Decimal, Decimal, Decimal]:
    three, four, five = (decimal_of(part, str(place), Decimal(5)) for place, part in enumerate(value))
    if three <= 2:
        raise Wrong("Порог для «3» больше 2: иначе «двойка» не выходит никогда.", "0")
    if four <= three:
        raise Wrong(_overlap("4", four, "3", three), "1")
    if five <= four:
        raise Wrong(_overlap("5", five, "4", four), "2")
    return three, four, five


def _overlap(mark: str, bound: Decimal, lower: str, below: Decimal) -> str:
    return (
        f"Пороги пересекаются: «{mark}» начинается с {comma(bound)}, а «{lower}» – с {comma(below)}."
        f" Порог для «{mark}» должен быть больше."
    )


def _levels(least: int, most: int) -> Callable[[Any], tuple[Decimal, ...]]:
    """A reader of where уд, хор and отл begin on a scale: each above the one before, so that none overlap."""

    def read(value: Any) -> tuple[Decimal, ...]:
        bounds = tuple(Decimal(int(part)) for part in value)
        below, lower = Decimal(least), "неуд."
        for place, (name, bound) in enumerate(zip(("уд.", "хор.", "отл."), bounds, strict=True)):
            if bound > most:
                raise Wrong(f"В этой шкале не больше {most}, а не {comma(bound)}.", str(place))
            if bound <= below:
                raise Wrong(
                    f"Уровни пересекаются: {name} от {comma(bound)}, а {lower} от {comma(below)}."
                    f" Порог для {name} должен быть больше.",
                    str(place),
                )
            below, lower = bound, name
        return bounds

    return read


def _level_words(bounds: Sequence[Decimal]) -> str:
    return ", ".join(f"{name} от {comma(bound)}" for name, bound in zip(("уд.", "хор.", "отл."), bounds, strict=True))


def _debt_days(value: Any) -> int:
    days = int(value)
    if not 1 <= days <= 60:
        raise Wrong("Дней от 1 до 60.", "0")
    return days


# What part of a period's lessons, when more is missed, makes «н/а» come out; the whole of them: never does.
_SHARES = (("1/2", "больше половины"), ("2/3", "больше двух третей"), ("3/4", "больше трёх четвертей"),
           ("1", "«н/а» не предлагать"))  # fmt: skip


def _share(value: Any) -> Fraction:
    if str(value) not in dict(_SHARES):
        raise Wrong("Выберите из списка.", "0")
    return Fraction(str(value))


def _threshold_words(bounds: tuple[Decimal, Decimal, Decimal]) -> str:
    return ", ".join(f"«{mark}» от {comma(bound)}" for mark, bound in zip("345", bounds, strict=True))


_BESIDE = {"allow": "можно", "warn": "можно, журнал предупреждает", "forbid": "нельзя"}

# The field's usual weights; each school's own act may say otherwise.
WORK_WEIGHTS: Regulation[dict[str, Decimal]] = Regulation(
    "work_weights",
    "Веса видов работ",
    {
        "ОУ": Decimal(1), "ДЗ": Decimal(1), "ТЕТ": Decimal("0.5"), "УСТ": Decimal(1), "ЧТ": Decimal(1),
        "СР": Decimal("1.5"), "ПР": Decimal("1.5"), "ЛР": Decimal("1.5"), "ТЕСТ": Decimal("1.5"), "СЛД": Decimal(1),
        "ДИКТ": Decimal(2), "ИЗЛ": Decimal(2), "СОЧ": Decimal(2), "ПРОЕКТ": Decimal(2), "РЕФ": Decimal(2),
        "ЗАЧ": Decimal(2), "КР": Decimal(3), "ВПР": Decimal(0), "ДР": Decimal(0), "ПА": Decimal(0),
    },
    _weights,
    group=MARKS,
    words=lambda weights: ", ".join(f"{code} {comma(weight)}" for code, weight in weights.items()),
    effect="Новый вес получат работы, которые учителя создадут на уроках с этого дня. У работ, которые уже есть, вес"
    " остаётся прежним, и средний балл по ним не меняется. Закрытые периоды не меняются никогда.",
)  # fmt: skip
THRESHOLDS: Regulation[tuple[Decimal, Decimal, Decimal]] = Regulation(
    "thresholds",
    "С какого среднего балла выходит «3», «4» и «5»",
    (Decimal("2.5"), Decimal("3.5"), Decimal("4.5")),
    _thresholds,
    group=MARKS,
    fields=(Field("Для «3»"), Field("Для «4»"), Field("Для «5»")),
    words=_threshold_words,
    effect="Прогноз и предложенный итог периода считаются по порогам, которые действуют в последний день периода, а"
    " пока он идёт – сегодня. Выставленные итоги и закрытые периоды не меняются.",
)
LEVELS_TEN: Regulation[tuple[Decimal, ...]] = Regulation(
    "levels_ten",
    "Какие отметки десятибалльной шкалы – уд., хор. и отл.",
    (Decimal(5), Decimal(7), Decimal(9)),
    _levels(1, 10),
    group=MARKS,
    fields=(Field("Уд. от", is_whole=True), Field("Хор. от", is_whole=True), Field("Отл. от", is_whole=True)),
    words=_level_words,
    effect="По уровням считаются отчёты: успеваемость, качество, группы учеников. Отметки и итоги не меняются.",
)
LEVELS_HUNDRED: Regulation[tuple[Decimal, ...]] = Regulation(
    "levels_hundred",
    "Сколько баллов из ста – уд., хор. и отл.",
    (Decimal(50), Decimal(70), Decimal(85)),
    _levels(0, 100),
    group=MARKS,
    fields=(Field("Уд. от", is_whole=True), Field("Хор. от", is_whole=True), Field("Отл. от", is_whole=True)),
    words=_level_words,
    effect="По уровням считаются отчёты: успеваемость, качество, группы учеников. Отметки и итоги не меняются.",
)
DEBT_DAYS: Regulation[int] = Regulation(
    "debt_days",
    "За сколько дней сдают долг",
    14,
    _debt_days,
    group=MARKS,
    fields=(Field("Дней", "дней с того дня, когда учитель поставил точку", is_whole=True),),
    words=lambda days: f"{days} дн.",
    effect="Срок, который получит новый долг. Учитель может изменить его у каждого ученика. Сроки, которые уже стоят,"
    " не меняются.",
)
OVERDUE_DEBT: Regulation[bool] = Regulation(
    "overdue_debt",
    "Считать ли просроченный долг за «2» в среднем балле",
    False,
    lambda value: str(value) in ("1", "True"),
    group=MARKS,
    fields=(Field("Просроченный долг", choices=(("0", "не входит в средний балл"), ("1", "считается за «2»"))),),
    words=lambda value: "считается за «2»" if value else "не входит в средний балл",
    effect="Средний балл, прогноз и предложенный итог; рядом об этом сказано. Сама точка остаётся точкой, пока учитель"
    " не поставит отметку. Выставленные итоги и закрытые периоды не меняются.",
)
LEAST_MARKS: Regulation[tuple[int, ...]] = Regulation(
    "least_marks",
    "Сколько отметок нужно для итога периода",
    (3, 5),
    wholes((0, 30, "Отметок"), (0, 30, "Отметок")),
    group=MARKS,
    fields=(Field("До 2 часов в неделю", is_whole=True), Field("Больше 2 часов в неделю", is_whole=True)),
    words=lambda least: f"{least[0]} при 1–2 часах в неделю, {least[1]} при большем числе",
    effect="Где отметок меньше, у предложенного итога написано «мало отметок», и «принять все» его не берёт; учитель"
    " может выставить любой. По этому же числу считается отчёт о накопляемости. Выставленные итоги не меняются.",
)
UNRATED_SHARE: Regulation[Fraction] = Regulation(
    "unrated_share",
    "Сколько уроков нужно пропустить, чтобы предлагалось «н/а»",
    Fraction(1, 2),
    _share,
    group=MARKS,
    fields=(Field("Пропущено уроков периода", choices=_SHARES),),
    words=lambda share: dict(_SHARES)[str(share)],
    effect="«н/а» предлагается, только если и отметок меньше нужного, и уроков пропущено столько: за то, что мало"
    " спрашивали, её не предложат. Решает учитель. Выставленные итоги не меняются.",
)
BESIDE_ABSENCE: Regulation[str] = Regulation(
    "beside_absence",
    "Отметка рядом с пропуском того же урока",
    "warn",
    lambda value: str(value),
    group=MARKS,
    fields=(Field("Отметка рядом с «н»", choices=tuple(_BESIDE.items())),),
    words=_BESIDE.__getitem__,
    effect="Новые отметки и пропуски. Отметка бывает верной: работу написали позже. Что уже стоит, не меняется.",
)
