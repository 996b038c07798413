"""What marks propose as the result of a period, and whether they are enough. `static/journal/proposals.js` repeats it.

The number of marks a result needs depends on hours a week; «н/а» (не аттестован) comes out only where marks are fewer
and more than a share of the lessons is missed: local acts, the domain's §3.7.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from kedr.core.words import count
from kedr.journal.rules.levels import thresholds_of
from kedr.journal.rules.scales import MEANT, UNRATED, parts, propose, weighted_mean
from kedr.schools.rules import LEAST_MARKS, UNRATED_SHARE, Regulations


@dataclass(frozen=True, slots=True)
class Norm:
    """What a course's results are proposed by: its scale, the thresholds of its means, how many marks are enough.

    «н/а» comes out past the `share` of missed lessons.
    """

    scale: str
    thresholds: Sequence[Decimal]
    least: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed result with what it rests on: `marks` of the `least`, `missed` of the pupil's `lessons`.

    Empty `value`: nothing comes out.
    """

    value: str = ""
    mean: Decimal | None = None
    marks: int = 0
    least: int = 0
    lessons: int = 0
    missed: int = 0

    @property
    def is_few(self) -> bool:
        return self.marks < self.least

    def few_words(self, marks: str = "отметок") -> str:
        """«мало отметок: 2 из 3», with the missed lessons where they make it «н/а»; empty when marks are enough.

        `marks` is the word of whoever reads it: families say «оценок».
        """
        if not self.is_few:
            return ""
        said = f"мало {marks}: {self.marks} из {self.least}"
        if self.value != UNRATED:
            return said
        return f"{said}, пропущено {self.missed} из {count(self.lessons, 'урока', 'уроков', 'уроков')}"


NOTHING = Proposal()


def least_marks(hours: Decimal, least: Sequence[int]) -> int:
    """How many marks a result needs: in a course of up to two hours a week, or of more."""
    return least[hours > 2]


def norm_of(local: Regulations, scale: str, hours: Decimal, *, level: int, subject_id: int, on: date) -> Norm:
    """The norm of a course on a day; a scale without numbers asks for no number of marks."""
    thresholds = thresholds_of(local, scale, level=level, subject_id=subject_id, on=on)
    least = local.get(LEAST_MARKS, level=level, subject_id=subject_id, on=on)
    share = local.get(UNRATED_SHARE, level=level, subject_id=subject_id, on=on)
    return Norm(scale, thresholds, least_marks(hours, least) if scale in MEANT else 0, share)


def count_marks(marks: Iterable[tuple[str, Decimal]]) -> int:
    """How many of the marks, each with its weight, make the mean: both of «5/4», none of a debt or of weight 0."""
    return sum(len(parts(value)) for value, weight in marks if weight)


def propose_result(marks: Iterable[tuple[str, Decimal]], lessons: int, missed: int, norm: Norm) -> Proposal:
    """What these marks, as they count, and missed lessons of all the period's lessons propose.

    Few marks are told, never held against the pupil: what the mean asks for stays proposed, for the teacher is free
    to take it, and a pupil who was there must not lose a result because they were seldom asked. Only who also missed
    more than the share gets «н/а»; its lessons are the whole period's, those to come too, so that a week of illness
    at the start does not look like it.
    """
    listed = list(marks)
    mean, given = weighted_mean(listed), count_marks(listed)
    is_absent = given < norm.least and missed > norm.share * lessons
    value = UNRATED if is_absent else propose(mean, norm.thresholds, norm.scale)
    return Proposal(value, mean, given, norm.least, lessons, missed)
