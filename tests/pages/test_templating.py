import pytest
from jinja2 import UndefinedError

from kzdiplo import palette
from kzdiplo.templating import Shown, environment


@pytest.fixture
def templates(tmp_path):
    (tmp_path / "a.html.jinja").write_text("<b>{{ text }}</b>{{ file('a.css') }}", "utf-8")
    (tmp_path / "a.css").write_text("a > b { color: red }", "utf-8")
    (tmp_path / "b.html.jinja").write_text("{{ palette.ACCENT }} {{ shown }}", "utf-8")
    return environment(tmp_path)


def test_text_is_escaped_and_a_file_stands_as_it_is(templates):
    made = templates.get_template("a.html.jinja").render(text="<i>&")
    assert made == "<b>&lt;i&gt;&amp;</b>a > b { color: red }"


def test_a_value_that_is_missing_is_an_error(templates):
    with pytest.raises(UndefinedError, match="'text' is undefined"):
        templates.get_template("a.html.jinja").render()


def test_what_shows_itself_stands_in_a_template_as_html(templates):
    class Bold(Shown):
        def _repr_html_(self):
            return "<b>bold</b>"

    made = templates.get_template("b.html.jinja").render(shown=Bold())
    assert made == f"{palette.ACCENT} <b>bold</b>"
