"""How invented pupils and teachers are: levels, absences in runs, habits of filling the journal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

EASY = {"Физкультура": 0.6, "Музыка": 0.6, "ИЗО": 0.6, "Труд": 0.5, "ОБЗР": 0.5, "Окр. мир": 0.3, "Лит. чтение": 0.2}
RECENT = timedelta(days=4)  # whose reason of absence the class teacher does not know yet


@dataclass(slots=True)
class Pupil:
    """A pupil's abilities and days away."""

    level: float
    leaning: dict[str, float]
    away: dict[date, str]  # whole days, by code
    freed: tuple[date, date] | None  # from physical education, after an illness
    is_truant: bool

    def level_in(self, subject: str, rng: Random) -> float:
        if subject not in self.leaning:
            self.leaning[subject] = rng.gauss(EASY.get(subject, 0), 0.3)
        return self.level + self.leaning[subject]


def pupil(rng: Random, days: Sequence[date], today: date) -> Pupil:
    """A pupil of these study days: about 6 % of them away."""
    away: dict[date, str] = {}
    freed = None
    well_from = date.min
    for day in days:
        if day < well_from:
            away[day] = "б"
            continue
        chance = rng.random()
        if chance < 0.0135:
            well_from = day + timedelta(days=rng.choice((2, 3, 4, 5, 5, 7, 7, 9, 12)))
            away[day] = "б"
            if rng.random() < 0.3:
                freed = (well_from, well_from + timedelta(days=14))
        elif chance < 0.0175:
            away[day] = "у"
        elif chance < 0.019:
            away[day] = "нп"
    for day in away:
        if today - day < RECENT and rng.random() < 0.6:
            away[day] = "н"
    return Pupil(min(4.75, max(2.7, rng.gauss(3.95, 0.55))), {}, away, freed, rng.random() < 0.02)


def mark(rng: Random, level: float, spread: float) -> str:
    """A mark of somebody of this level: 2 to 5."""
    return str(min(5, max(2, round(rng.gauss(level, spread)))))


@dataclass(frozen=True, slots=True)
class Habit:
    """How a teacher fills the journal: chances of a recent lesson to be left, and of homework set late."""

    leaves: float
    late: float


@dataclass(slots=True)
class Teachers:
    """The habits of each teacher: most are tidy, some are not."""

    rng: Random
    habits: dict[int, Habit] = field(default_factory=dict)

    def habit(self, person_id: int) -> Habit:
        if person_id not in self.habits:
            chance = self.rng.random()
            self.habits[person_id] = (
                Habit(0.35, 0.3) if chance < 0.12 else Habit(0.12, 0.12) if chance < 0.35 else Habit(0.01, 0.02)
            )
        return self.habits[person_id]
