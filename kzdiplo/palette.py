"""Every colour of the project, once: charts, pages and notebooks take theirs from here.

The strong colours are told apart under the common colour-vision deficiencies. To give the
project another accent, change :data:`ACCENT`: its shades and the styles of the pages follow.
"""

from __future__ import annotations

BLUE = "#0064b0"
ORANGE = "#c2410c"
GREEN = "#00876c"
MAGENTA = "#a62a7f"
GOLD = "#d99a00"
VIOLET = "#5b4a9c"
SKY = "#4aa3df"
PURPLE = "#8a3fa0"
BROWN = "#7b4b2a"
#: What is a state's own, beside the directions.
HOME = "#4a2c17"

# the same directions, quieter: a second reporter, an earlier year, a lesser degree
MID_BLUE = "#5a9bd5"
LIGHT_BLUE = "#a9c7e6"
LIGHT_ORANGE = "#e59a7a"
PALE_ORANGE = "#f2c3a7"
LIGHT_GOLD = "#f2c46d"
DARK_GOLD = "#b07c00"
LIGHT_VIOLET = "#8a7fb0"
SAND = "#f1ead7"
DARK_SAND = "#e3d7b4"
LAND = "#e9e6df"

# from text to paper
INK = "#222222"
TEXT = "#444444"
DARK_GREY = "#5a5a5a"
GREY = "#7a7a7a"
FRAME = "#999999"
SILVER = "#c4c4c4"
SLATE = "#cfd8e3"
MIST = "#e2e2e2"
PAPER = "#f7f7f7"
WHITE = "#ffffff"
NIGHT = "#14181e"
MOON = "#ced6dd"


def mixed(color: str, other: str, share: float) -> str:
    """Return a colour with a share of another one in it.

    Parameters
    ----------
    color, other : str
        Such as ``"#0064b0"``.
    share : float
        Of the other colour, from 0 to 1.

    Returns
    -------
    str

    Examples
    --------
    >>> from kzdiplo.palette import mixed
    >>> mixed("#000000", "#ffffff", 0.2)
    '#333333'
    """
    parts = zip(bytes.fromhex(color[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


#: What a picture is about, links and buttons.
ACCENT = BLUE
#: The accent as text on white, and as text on a dark page.
ACCENT_DARK = mixed(ACCENT, "#000000", 0.16)
ACCENT_LIGHT = mixed(ACCENT, WHITE, 0.6)
#: From nothing to much.
SHADES = (PAPER, mixed(ACCENT, WHITE, 0.6), ACCENT, mixed(ACCENT, "#000000", 0.5))
#: Colours for categories that are no vectors, in the order of use.
CATEGORIES = (ACCENT, ORANGE, GREEN, MAGENTA, GOLD, VIOLET)
#: The quadrants of a SWOT table.
QUADRANTS = {"strength": GREEN, "weakness": ORANGE, "opportunity": ACCENT, "threat": MAGENTA}


def css() -> str:
    """Return the colours that pages use as CSS variables.

    Returns
    -------
    str
        A rule for ``:root``; ``ACCENT_DARK`` becomes ``--kz-accent-dark``.

    Examples
    --------
    >>> from kzdiplo import palette
    >>> f"--kz-accent:{palette.ACCENT};" in palette.css()
    True
    """
    named = {name: value for name, value in globals().items() if isinstance(value, str)}
    lines = (
        f"--kz-{name.lower().replace('_', '-')}:{value};"
        for name, value in named.items()
        if name.isupper()
    )
    return f":root{{{''.join(lines)}}}"
