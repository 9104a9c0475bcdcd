"""Load the starter catalogue and the learned genre-by-emotion table; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ml.artifact import ArtifactError
from movies import catalogue, genre_moods
from scrapers import starter

SOURCE = "wikidata"


class Command(BaseCommand):
    help = "Load the starter catalogue (about 17,000 films) and the learned genre-by-emotion table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, default=starter.CATALOGUE, help="another file of the same form"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        try:
            content = starter.verified(file, file.with_name(starter.CHECKSUM.name))
            records = list(starter.unpack(content))
            with tqdm(total=len(records), unit=" films", disable=quiet, desc="Starter catalogue") as bar:
                outcome = catalogue.take_in(records, source=SOURCE, on_batch=bar.update)
            genre_moods.load_learned()
        except (starter.StarterError, ArtifactError) as error:
            raise CommandError(str(error), returncode=2) from None
        if not quiet:
            self.stdout.write(f"Films: {outcome.sentence()}")
