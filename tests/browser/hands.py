"""Hands on a keyboard: real key presses, on the Russian layout too, and a count of them."""

from playwright.sync_api import Page

# The key under each letter of the Russian layout.
PLACES = dict(
    zip(
        "йцукенгшщзхъфывапролджэячсмитьбюё",
        [*(f"Key{letter}" for letter in "QWERTYUIOP"), "BracketLeft", "BracketRight",
         *(f"Key{letter}" for letter in "ASDFGHJKL"), "Semicolon", "Quote",
         *(f"Key{letter}" for letter in "ZXCVBNM"), "Comma", "Period", "Backquote"],
        strict=True,
    )
)  # fmt: skip
SHIFT = 8  # the modifier's number in the browser's protocol


class Hands:
    """`presses` counts every key that goes down, Shift and Ctrl too."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0
        self.protocol = page.context.new_cdp_session(page)

    def press(self, *keys: str) -> None:
        """Keys one after another, by their names: «5», «Enter», «Control+Z»."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += key.count("+") + 1

    def write(self, text: str) -> None:
        """Letter by letter, as people type."""
        for sign in text:
            if sign.lower() in PLACES:
                self._letter(sign)
            else:
                self.page.keyboard.type(sign)
                self.presses += 1

    def _letter(self, letter: str) -> None:
        """A key of the Russian layout: the page sees the letter and the place of its key."""
        code = PLACES[letter.lower()]
        is_big = letter != letter.lower()
        key = {
            "key": letter, "code": code, "modifiers": SHIFT if is_big else 0,
            "windowsVirtualKeyCode": ord(code[-1]) if code.startswith("Key") else 0,
        }  # fmt: skip
        self.protocol.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": letter, **key})
        self.protocol.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
        self.presses += 1 + is_big
