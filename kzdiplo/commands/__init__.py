"""Commands: what ``python -m kzdiplo`` offers, one module a command."""
