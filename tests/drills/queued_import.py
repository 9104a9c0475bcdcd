"""Puts an import of a file into the database, waiting, with no message sent; prints its number."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import django

django.setup()

from movies.imports.runs import ImportRun  # noqa: E402

print(ImportRun.objects.ask(ImportRun.Kind.NETFLIX, {"file": sys.argv[1]}).pk)
