"""Load the starter catalogue and the learned genre-by-emotion table; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ml.artifact import ArtifactError
from movies.feelings import genre_moods
from movies.imports.command import EXIT_UNUSABLE, ImportCommand
from movies.imports.runs import ImportRun
from movies.storing import freshness
from scrapers import starter


class Command(ImportCommand):
    help = "Load the starter catalogue (about 17,000 films) and the learned genre-by-emotion table."
    kind = ImportRun.Kind.STARTER

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, default=starter.CATALOGUE, help="another file of the same form"
        )
        parser.add_argument(
            "--again", action="store_true", help="go through every film even if this very file went in before"
        )

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        return {} if options["file"] == starter.CATALOGUE else {"file": str(options["file"].resolve())}

    def handle(self, *args: Any, **options: Any) -> None:
        """Films the operator has deleted since stay deleted, unless asked for again."""
        file: Path = options["file"]
        try:
            content = starter.verified(file, file.with_name(starter.CHECKSUM.name))
            if freshness.starter_loaded() == starter.digest(content) and not options["again"]:
                genre_moods.load_learned()
                if options["verbosity"]:
                    self.stdout.write("Films: the starter catalogue is already here.")
                return
        except (starter.StarterError, ArtifactError) as error:
            raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
        super().handle(*args, **options)
