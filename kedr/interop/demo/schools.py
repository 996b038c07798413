"""Which schools the demo region has, by size of the demo."""

from dataclasses import dataclass, replace
from random import Random

from kedr.interop.demo.curriculum import CITY_FIELDS, TOWN_FIELDS, VILLAGE_FIELDS, Field
from kedr.interop.demo.names import STREETS


@dataclass(frozen=True, slots=True)
class Spec:
    """What a school to be invented is like."""

    number: int  # its id, and a part of its seed
    name: str
    short_name: str
    kind: str
    municipality: str
    address: str
    classes: dict[str, int]  # class -> pupils
    fields: tuple[Field, ...]
    second_shift: frozenset[int] = frozenset()  # grades
    combined: tuple[tuple[str, ...], ...] = ()  # classes taught together (класс-комплект)
    split_from: int = 25  # a class of so many pupils learns English and informatics in two groups


def _classes(sizes: dict[int, tuple[str, int]]) -> dict[str, int]:
    return {f"{grade}{letter}": size for grade, (letters, size) in sizes.items() for letter in letters or ("",)}


CITY = Spec(
    1, "МАОУ «Средняя общеобразовательная школа № 101» города Томска", "Школа № 101", "city", "Город Томск",
    "г. Томск, ул. Кедровая, 12",
    _classes({**dict.fromkeys(range(1, 10), ("АБВ", 27)), 10: ("АБ", 25), 11: ("А", 26)}),
    CITY_FIELDS, second_shift=frozenset({3, 6, 7}),
)  # fmt: skip
TOWN = Spec(
    2, "МБОУ «Асиновская средняя общеобразовательная школа № 41»", "Школа № 41", "town", "Асиновский район",
    "г. Асино, ул. Сосновая, 5",
    _classes({**dict.fromkeys(range(1, 10), ("АБ", 18)), 10: ("А", 15), 11: ("А", 13)}), TOWN_FIELDS,
)  # fmt: skip
VILLAGE = Spec(
    3, "МКОУ «Заречненская средняя общеобразовательная школа»", "Заречненская школа", "village", "Бакчарский район",
    "с. Заречное, ул. Школьная, 1",
    _classes({**dict.fromkeys(range(1, 10), ("", 12)), 10: ("", 7), 11: ("", 6)}), VILLAGE_FIELDS,
)  # fmt: skip
SMALL = Spec(
    4, "МКОУ «Таёжная основная общеобразовательная школа»", "Таёжная школа", "small", "Бакчарский район",
    "п. Таёжный, ул. Лесная, 3",
    _classes({1: ("", 4), 2: ("", 5), 3: ("", 4), 4: ("", 5), 5: ("", 4), 6: ("", 5), 7: ("", 4), 8: ("", 5),
              9: ("", 4)}),
    VILLAGE_FIELDS, combined=(("1", "3"), ("2", "4")),
)  # fmt: skip
# Small enough to be read whole: the workbook that the documentation shows.
EXAMPLE = replace(
    SMALL, name="МКОУ «Кедровская основная общеобразовательная школа»", short_name="Кедровская школа",
    address="д. Кедровка, ул. Полевая, 7", municipality="Кожевниковский район",
    classes={"1": 3, "2": 4, "3": 3, "4": 4, "5": 6, "8": 6}, split_from=6,
)  # fmt: skip
MUNICIPALITY_SCHOOLS = 40


def schools_of(size: str, seed: int) -> list[Spec]:
    """The schools of a demo: `school` is one city school, `demo` four schools, `municipality` forty."""
    if size == "school":
        return [CITY]
    if size == "demo":
        return [CITY, TOWN, VILLAGE, SMALL]
    rng = Random(f"{seed}:schools")  # noqa: S311 invented data, not a secret
    return [CITY, *(_city_school(number, rng) for number in range(2, MUNICIPALITY_SCHOOLS + 1))]


def _city_school(number: int, rng: Random) -> Spec:
    """One more school of the city, of one to three classes a grade."""
    letters = rng.choice(("А", "АБ", "АБ", "АБВ"))
    size = rng.randrange(24, 29)
    sizes = dict.fromkeys(range(1, 10), (letters, size)) | {10: ("А", 24), 11: ("А", 22)}
    shifts = frozenset({3, 6, 7}) if letters == "АБВ" else frozenset[int]()
    return replace(
        CITY, number=number, classes=_classes(sizes), second_shift=shifts,
        name=f"МАОУ «Средняя общеобразовательная школа № {100 + number}» города Томска",
        short_name=f"Школа № {100 + number}",
        address=f"г. Томск, ул. {rng.choice(STREETS)}, {rng.randrange(1, 90)}",
    )  # fmt: skip
