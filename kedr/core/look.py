"""«Оформление»: the reader's own size, scheme, spacing, letters and pictures, kept in one cookie and set on <html>."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

COOKIE = "kedr-look"

# name of the choice: (question, {value: words}); the first value is the default and is not set on <html>
CHOICES: dict[str, tuple[str, dict[str, str]]] = {
    "size": ("Размер текста", {"100": "Обычный", "125": "125 %", "150": "150 %", "200": "200 %"}),
    "scheme": (
        "Цвета",
        {
            "auto": "Как в системе",
            "light": "Светлые",
            "dark": "Тёмные",
            "black-on-white": "Чёрным по белому",
            "white-on-black": "Белым по чёрному",
            "blue": "Синим по голубому",
        },
    ),
    "spacing": ("Расстояние между буквами", {"normal": "Обычное", "wide": "Большое"}),
    "font": ("Шрифт", {"sans": "Без засечек", "serif": "С засечками"}),
    "images": ("Картинки", {"on": "Показывать", "off": "Скрыть"}),
}


@dataclass(frozen=True, slots=True)
class Look:
    """One reader's choices; unknown values fall back to the default."""

    size: str = "100"
    scheme: str = "auto"
    spacing: str = "normal"
    font: str = "sans"
    images: str = "on"

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Self:
        known = {name: values.get(name, "") for name in CHOICES}
        return cls(**{name: value for name, value in known.items() if value in CHOICES[name][1]})

    @classmethod
    @lru_cache(maxsize=256)  # read for every page
    def from_cookie(cls, cookie: str | None) -> Self:
        """Reads `size:125~scheme:dark`; nonsense is ignored."""
        pairs = (part.partition(":") for part in (cookie or "").split("~"))
        return cls.of({name: value for name, _, value in pairs})

    def to_cookie(self) -> str:
        return "~".join(f"{name}:{value}" for name, value in self.chosen().items())

    def chosen(self) -> dict[str, str]:
        """Only what differs from the default."""
        values = {name: str(getattr(self, name)) for name in CHOICES}
        return {name: value for name, value in values.items() if value != next(iter(CHOICES[name][1]))}

    @property
    def dark_media(self) -> str:
        """When dark.css holds."""
        return "all" if self.scheme == "dark" else "(prefers-color-scheme: dark)"
