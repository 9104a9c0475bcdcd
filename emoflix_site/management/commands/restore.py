"""`manage.py restore FILE`: a backup in place of what is in the database."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emoflix_site.backup import BackupError, holds_anything, restore

UNUSABLE = 2


class Command(BaseCommand):
    help = "Put a backup in place of everything that is in the database, whole or not at all."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="even if there are people in the database")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not yes and holds_anything():
            raise CommandError(
                "There are people in this database; with --yes the backup takes the place of all that is theirs.",
                returncode=UNUSABLE,
            )
        try:
            restore(file)
        except BackupError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from None
        self.stdout.write(
            "The backup is in place. `manage.py migrate` brings it up to this version; then restart the site."
        )
