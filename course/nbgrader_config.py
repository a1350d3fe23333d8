"""How nbgrader makes the students' notebooks and grades them; see the page on grading."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "kzdiplo"
c.ClearSolutions.code_stub = {"python": "raise NotImplementedError"}
c.ClearSolutions.text_stub = "*Your answer*"
# a cell that does not end must not hold up the others
c.ExecutePreprocessor.timeout = 60
c.ExecutePreprocessor.interrupt_on_timeout = True
