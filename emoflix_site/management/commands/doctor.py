"""`manage.py doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from emoflix_site import doctor, findings


class Command(BaseCommand):
    help = "Look at everything the site rests on and say in sentences what is wrong; ends with 1 if something is."
    requires_system_checks: list[str] = []  # it runs them itself and tells what they say

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(doctor.examine())
        self.stdout.write(findings.as_json(found) if options["json"] else findings.as_text(found))
        if not all(finding.fine for finding in found):
            raise SystemExit(findings.SOMETHING_WRONG)
