"""Reading a mood from a face, a voice and words, and what people make of films; no web, no database."""

import os

# before NumPy is imported: the matrices of one reading are so small that threads cost more than they save
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
