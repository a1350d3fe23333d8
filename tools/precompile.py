"""Compile what a chapter's first figure imports. It runs in Pyodide: see `precompile.cjs`."""

import marshal
import sys
from importlib import import_module, util
from pathlib import Path

#: What the kernel and the chapters begin with.
NEEDED = [
    "IPython.core.completer",
    "IPython.core.history",
    "jinja2",
    "matplotlib.backends.backend_svg",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
    "micropip",
    "narwhals",
    "pandas.io.formats.style",
]
#: Where the archives of the standard library and of packages are unpacked.
ROOTS = {Path("/lib/python312.zip"), Path("/lib/python3.12/site-packages")}
#: Says that the code stands for itself and is not compared with a source (PEP 552).
HEADER = util.MAGIC_NUMBER + (1).to_bytes(4, "little") + bytes(8)

for name in NEEDED:
    import_module(name)
for module in list(sys.modules.values()):
    spec = getattr(module, "__spec__", None)
    file = Path(getattr(spec, "origin", None) or "")
    for root in ROOTS.intersection(file.parents):
        if file.suffix == ".py":
            place = Path("/out", file.relative_to(root)).with_suffix(".pyc")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(HEADER + marshal.dumps(spec.loader.get_code(spec.name)))
