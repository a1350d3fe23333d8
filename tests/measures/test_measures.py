import subprocess
import sys


def test_measures_load_no_table():
    code = "import sys, kzdiplo.measures; sys.exit('kzdiplo.table' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
