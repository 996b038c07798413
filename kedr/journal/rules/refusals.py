"""A refusal of one command: what every rule of the journal says «no» with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class No:
    """A refusal of one command: a code for the program, a sentence for the person."""

    code: str
    sentence: str
