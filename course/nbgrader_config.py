"""How nbgrader makes the students' notebooks and grades them; see the page on grading."""

import sys
from pathlib import Path

from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearOutput,
    GetGrades,
    OverwriteKernelspec,
)

sys.path.insert(0, str(Path(__file__).parent))
import mend

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "kzdiplo"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ClearSolutions.text_stub = "*Your answer*"
# a cell that does not end must not hold up the others
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
# before it is graded a worksheet gets back what was handed out
c.Autograde.pre_convert_hook = mend.look
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    mend.PutBack,
    OverwriteKernelspec,
    CheckCellMetadata,
]
# what students get back shows no hidden check, nor an output that could tell of one
c.GenerateFeedback.preprocessors = [
    GetGrades,
    ClearHiddenTests,
    ClearOutput,
    CSSHTMLHeaderPreprocessor,
]
c.ExportApp.plugin_class = mend.Grades
