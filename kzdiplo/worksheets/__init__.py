"""Worksheets: how students hand them in, and how a teacher sorts what comes.

:func:`collect` puts the notebooks that a class sent where nbgrader looks for them;
:mod:`kzdiplo.worksheets.handing_in` is the button that saves one under the right name.
"""

from kzdiplo.worksheets.collecting import Collected, Left, Placed, collect

__all__ = ["Collected", "Left", "Placed", "collect"]
