"""Write what students get, as a folder to publish and as one file: make students.

It holds the worksheets without solutions, those for a spreadsheet in their variants, and what a
JupyterHub or Binder builds its image from: this library as a wheel and the locked packages. Nothing
else of the project is in it, so that a link to it cannot hand out an answer.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

from project import BUILD, ROOT

TARGET = BUILD / "students"
COURSE = ROOT / "course"
README = """\
# Worksheets

{sheets}

Three of them also come without code, for a spreadsheet (`spreadsheets`): take the one with the
number that your teacher gives you, fill in the yellow cells, and send the file.

Open a notebook in any Jupyter, in Colab or on your teacher's hub, and hand it in by the button at
its end.
They go with a book on Kazakhstan's foreign policy and its library, kzdiplo, whose wheel lies in
`binder`: `pip install binder/{wheel}`. Text under CC BY 4.0, code under the MIT licence (LICENSE).
"""
POST_BUILD = """\
#!/usr/bin/env bash
# Its packages are there already, each with its hash; nothing more is fetched.
set -euo pipefail
pip install --no-deps --no-index binder/kzdiplo-*.whl
"""


def files() -> dict[str, bytes]:
    """Return what students get, by name."""
    from hatchling.builders.wheel import WheelBuilder

    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(next(WheelBuilder(str(ROOT)).build(directory=folder, versions=["standard"])))
        packed = wheel.read_bytes()
        sys.path.insert(0, str(COURSE))
        import spreadsheets

        spreadsheets.make(Path(folder, "made"))
        made = {path.name: path.read_bytes() for path in sorted(Path(folder, "made").iterdir())}
    sheets = sorted(COURSE.glob("release/*/*.ipynb"))
    links = "\n".join(f"- [{path.stem}]({path.stem}/{path.name})" for path in sheets)
    return {
        "README.md": README.format(sheets=links, wheel=wheel.name).encode(),
        "LICENSE": (ROOT / "LICENSE").read_bytes(),
        **{f"{path.stem}/{path.name}": path.read_bytes() for path in sheets},
        **{f"spreadsheets/{name}": content for name, content in made.items()},
        "binder/requirements.txt": (ROOT / "requirements" / "lab.txt").read_bytes(),
        "binder/runtime.txt": (ROOT / "binder" / "runtime.txt").read_bytes(),
        "binder/postBuild": POST_BUILD.encode(),
        f"binder/{wheel.name}": packed,
    }


def main() -> None:
    """Write the folder and the archive; what was there before is gone."""
    shutil.rmtree(TARGET, ignore_errors=True)
    found = files()
    for name, content in found.items():
        path = TARGET / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (TARGET / "binder" / "postBuild").chmod(0o755)
    archive = TARGET.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in found.items():
            entry = zipfile.ZipInfo(f"worksheets/{name}")
            # Binder runs it
            entry.external_attr = (0o755 if name.endswith("postBuild") else 0o644) << 16
            packed.writestr(entry, content, zipfile.ZIP_DEFLATED)
    print(f"for students: {TARGET} (to publish as a repository of its own) and {archive}")


if __name__ == "__main__":
    main()
