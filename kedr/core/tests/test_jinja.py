"""What a page puts out is escaped, however it is put out."""

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from kedr.core.jinja import environment

ENV = environment()
TEMPLATES = {
    "a value": "{{ value }}",
    "in a loop": "{% for one in [value] %}{{ one }}{% endfor %}",
    "from a macro": "{% macro piece(one) %}{{ one }}{% endmacro %}{{ piece(value) }}",
    "kept": "{% set kept %}{{ value }}{% endset %}{{ kept }}",
}


@given(text=st.text() | st.text("<>&\"'а"))
def test_text_is_escaped_once(text: str) -> None:
    for template in TEMPLATES.values():
        said = ENV.from_string(template).render(value=text)
        assert html.unescape(said) == text
        assert not set("<>\"'") & set(said)


@pytest.mark.parametrize(
    ("value", "said"), [(5, "5"), (None, "None"), (Markup("<b>&amp;</b>"), "<b>&amp;</b>"), (2.5, "2.5")]
)
def test_other_values(value: object, said: str) -> None:
    for template in TEMPLATES.values():
        assert ENV.from_string(template).render(value=value) == said


def test_a_made_up_class_is_escaped_too() -> None:
    class Tricky(str):
        __slots__ = ()

    assert ENV.from_string("{{ value }}").render(value=Tricky("<script>")) == "&lt;script&gt;"
