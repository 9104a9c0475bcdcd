"""Carry out an import that the admin asked for: what a worker does where there is no broker."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from movies.imports.runs import ImportRun
from movies.tasks import TASKS

NICENESS = 10  # check-ins come first


class Command(BaseCommand):
    help = "Carry out a queued import by its number; the admin calls this where no broker is configured."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int)

    def handle(self, *args: Any, run: int, **options: Any) -> None:
        os.nice(NICENESS)
        kind = ImportRun.objects.values_list("kind", flat=True).get(pk=run)
        TASKS[kind].apply(args=(run,), throw=True)
