"""`manage.py backup DIR`: the database into a new file of a folder, while the site goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emoflix_site.backup import BackupError, back_up, prune

UNUSABLE = 2


class Command(BaseCommand):
    help = "Write the whole database into a new file of a folder; the last line names it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, help="delete all but the newest so many afterwards")

    def handle(self, *args: Any, folder: Path, keep: int | None, **options: Any) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep must be at least 1.", returncode=UNUSABLE)
        try:
            path = back_up(folder)
        except BackupError as error:
            raise CommandError(str(error), returncode=UNUSABLE) from None
        if keep:
            for old in prune(folder, keep):
                self.stdout.write(f"Deleted {old}")
        self.stdout.write(str(path))
