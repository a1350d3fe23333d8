"""Partners: all that the tables hold of one state and Kazakhstan, on one page.

The page is made from the tables whenever it is asked for: a table that is renewed changes it.
"""

from kzdiplo.partners.page import Partner, partner, states
from kzdiplo.partners.state import State, listed

__all__ = ["Partner", "State", "listed", "partner", "states"]
