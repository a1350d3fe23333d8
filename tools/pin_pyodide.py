"""Write `pyodide.json`: the files of Pyodide that the book takes, as its official list has them.

For those who move the book to another Pyodide, or need one more of its packages:
`python tools/pin_pyodide.py VERSION`. It takes the list from Pyodide's own package on npm (and so
needs npm); nothing else in the project reads a list from outside.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

import lite

CORE = ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")


def official(version: str) -> dict[str, bytes]:
    """Return the files of Pyodide's package on npm."""
    npm = shutil.which("npm") or sys.exit("this needs npm")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([npm, "pack", f"pyodide@{version}"], cwd=folder, check=True, **lite.QUIET)
        with tarfile.open(next(Path(folder).glob("*.tgz"))) as package:
            files = {member.name: package.extractfile(member) for member in package.getmembers()}
            return {Path(name).name: file.read() for name, file in files.items() if file}


def pins(files: dict[str, bytes]) -> dict:
    """Return what `pyodide.json` holds."""
    known = json.loads(files["pyodide-lock.json"])
    theirs, _ = lite.choose(known["packages"])
    return {
        "source": f"npm package pyodide@{known['info']['version']}, by the Pyodide project",
        "info": known["info"],
        "core": {name: hashlib.sha256(files[name]).hexdigest() for name in CORE},
        "packages": {name: known["packages"][name] for name in theirs},
    }


def main() -> None:
    """Write the file."""
    if len(sys.argv) != 2:
        raise SystemExit("which version? For example: python tools/pin_pyodide.py 0.27.7")
    lite.PINS.write_text(json.dumps(pins(official(sys.argv[1])), indent=1) + "\n", "utf-8")
    print(f"wrote {lite.PINS}; the next build takes these files")


if __name__ == "__main__":
    main()
