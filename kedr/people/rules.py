"""When somebody comes of age. Pure."""

from datetime import date

OF_AGE = 18
CONSENT = "согласие совершеннолетнего ученика"  # the basis of a guardianship that the pupil alone gives and ends


def of_age_on(birth_on: date) -> date:
    """The eighteenth birthday (ГК РФ, ст. 21); of who was born on 29 February, 1 March of a common year."""
    try:
        return birth_on.replace(year=birth_on.year + OF_AGE)
    except ValueError:
        return date(birth_on.year + OF_AGE, 3, 1)


def born_by(on: date) -> date:
    """Who was born on this day or before is of age on a day."""
    try:
        return on.replace(year=on.year - OF_AGE)
    except ValueError:
        return date(on.year - OF_AGE, 2, 28)
