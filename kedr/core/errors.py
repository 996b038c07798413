"""Refusals: what an action or a door says when it will not."""


class Refusal(Exception):
    """An act that is not allowed or does not fit; `str()` is a Russian sentence that says what to do.

    `code` is stable and goes to programs; the sentence goes to people.
    """

    code = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotFound(Refusal):
    """There is no such thing, or the actor may not know of it: the two are never told apart."""

    code = "not_found"
