"""Pages: frames and figures as HTML, in the book and in Jupyter."""
