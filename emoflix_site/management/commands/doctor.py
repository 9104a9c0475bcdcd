"""`manage.py doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from emoflix_site import doctor

SOMETHING_WRONG = 1


class Command(BaseCommand):
    help = "Look at everything the site rests on and say in sentences what is wrong; ends with 1 if something is."
    requires_system_checks: list[str] = []  # it runs them itself and tells what they say

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(doctor.examine())
        wrong = [finding for finding in found if not finding.fine]
        if options["json"]:
            self.stdout.write(
                json.dumps(
                    {"fine": [f.sentence for f in found if f.fine], "wrong": [f.sentence for f in wrong]}
                )
            )
        else:
            for finding in found:
                self.stdout.write(f"{'fine ' if finding.fine else 'WRONG'}  {finding.sentence}")
            self.stdout.write(_sum(len(wrong)))
        if wrong:
            raise SystemExit(SOMETHING_WRONG)


def _sum(wrong: int) -> str:
    if not wrong:
        return "Everything is as it should be."
    return f"{wrong} thing{'s are' if wrong > 1 else ' is'} wrong; each line above says what to do."
