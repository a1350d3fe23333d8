"""What a transliteration gives back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field, fields


@dataclass(frozen=True)
class Transliteration:
    """A text in another alphabet, and the doubts that it carries.

    It is no ``str``, so that its doubts are not lost on the way: joining, slicing and formatting
    raise ``TypeError``. ``text`` is the text alone; ``str(result)``, which ``print`` and ``%s``
    use, gives it with a warning where there are doubts. The representation, which notebooks
    show, adds the doubts.

    Attributes
    ----------
    text : str
        The text.
    unsettled : dict of str to int
        Cyrillic letters without one of their own in the alphabet, where packages differ, and
        how often each occurs: ё щ in 2018, ё ц ч щ in 2021. On the way back щ of 2018.
    ambiguous : dict of str to int
        On the way back: Latin letters that stand for more than one Cyrillic spelling, where
        neither the rules nor the known words settle which, and unknown words of foreign shape.
    unknown : dict of str to int
        Letters of the script before that have no form; they stand in the text as they were.
    mended : dict of str to int
        Words that held look-alikes of another script and have one reading, as they were written.
    mixed : dict of str to int
        Words of two scripts that have two readings or none.
    kept : dict of str to int
        On the way back: abbreviations and names that stand as they were, and may be Kazakh.
    """

    text: str
    unsettled: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, int] = field(default_factory=dict)
    mended: dict[str, int] = field(default_factory=dict)
    mixed: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    @property
    def doubts(self) -> dict[str, dict[str, int]]:
        """The kinds of doubt that occur, each with its letters or words and their number."""
        kinds = [kind.name for kind in fields(self)[1:]]
        return {kind: getattr(self, kind) for kind in kinds if getattr(self, kind)}

    def __str__(self) -> str:
        if self.doubts:
            warnings.warn(
                f"the text has doubts ({named(self.doubts)}); .text gives it without this warning",
                stacklevel=2,
            )
        return self.text

    def __format__(self, form: str) -> str:
        raise TypeError(
            "a Transliteration is not formatted, since its doubts would be lost; format its .text"
        )

    def __repr__(self) -> str:
        return repr(self.text) + (f"  [{named(self.doubts)}]" if self.doubts else "")


def named(doubts: Mapping[str, Mapping[str, int]], most: int = 10) -> str:
    """Name the letters and words in doubt by kind, some of each."""
    return "; ".join(f"{kind}: {_first(found, most)}" for kind, found in doubts.items())


def _first(found: Mapping[str, int], most: int) -> str:
    shown = " ".join(list(found)[:most])
    return shown + (f" and {len(found) - most} more" if len(found) > most else "")
