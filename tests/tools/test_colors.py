from types import SimpleNamespace

import colors

from kzdiplo import palette


def test_the_colours_of_the_palette_become_a_style_sheet(tmp_path):
    app = SimpleNamespace(builder=SimpleNamespace(format="html"), outdir=tmp_path)
    colors.write(app)
    text = (tmp_path / "_static" / colors.NAME).read_text("utf-8")
    assert f"--kz-accent:{palette.ACCENT};" in text


def test_other_builders_need_none(tmp_path):
    app = SimpleNamespace(builder=SimpleNamespace(format="latex"), outdir=tmp_path)
    colors.write(app)
    assert list(tmp_path.iterdir()) == []
