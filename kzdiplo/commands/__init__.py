"""Commands of ``python -m kzdiplo``, one module each.

``add`` tells the parser a command's arguments; ``run`` carries it out and returns the exit code.
"""
