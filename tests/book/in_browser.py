"""Runs the cells of notebooks in IPython; tests/test_lite.py sends this file into the browser."""

import os
import sys
import traceback

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config


class Runner:
    """A shell that notes errors, in cells and in showing what they return, and shows nothing."""

    def __init__(self):
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        self.errors = []
        self.shell = InteractiveShell.instance(
            config=Config({"HistoryManager": {"enabled": False}})
        )
        self.shell.showtraceback = self.note
        self.shell.display_pub.publish = self.nothing
        self.shell.displayhook.write_format_data = self.nothing
        self.shell.displayhook.write_output_prompt = self.nothing

    def note(self, *_args, **_options):
        self.errors.append(traceback.format_exc())

    def nothing(self, *_args, **_options):
        pass

    def start(self):
        """Forget the notebook before, as a new kernel would."""
        self.shell.reset(new_session=True)
        for name in [name for name in sys.modules if name.split(".")[0] == "kzdiplo"]:
            del sys.modules[name]

    def run(self, source):
        """Run a cell; return its errors."""
        self.errors.clear()
        self.shell.run_cell(source)
        return "\n".join(self.errors)
