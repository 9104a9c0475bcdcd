"""Load the starter catalogue and the learned genre-by-emotion table; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from ml.artifact import ArtifactError
from movies import catalogue, freshness, genre_moods
from scrapers import starter

SOURCE = "wikidata"


class Command(BaseCommand):
    help = "Load the starter catalogue (about 17,000 films) and the learned genre-by-emotion table."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--file", type=Path, default=starter.CATALOGUE, help="another file of the same form"
        )
        parser.add_argument(
            "--again", action="store_true", help="go through every film even if this very file went in before"
        )

    def handle(self, *args: Any, file: Path, again: bool, **options: Any) -> None:
        try:
            content = starter.verified(file, file.with_name(starter.CHECKSUM.name))
            said = self._load(content, again=again, quiet=options["verbosity"] == 0)
            genre_moods.load_learned()
        except (starter.StarterError, ArtifactError) as error:
            raise CommandError(str(error), returncode=2) from None
        if options["verbosity"]:
            self.stdout.write(f"Films: {said}")

    def _load(self, content: bytes, *, again: bool, quiet: bool) -> str:
        """Films the operator has deleted since stay deleted, unless asked for again."""
        digest = starter.digest(content)
        if freshness.starter_loaded() == digest and not again:
            return "the starter catalogue is already here."
        records = list(starter.unpack(content))
        with tqdm(total=len(records), unit=" films", disable=quiet, desc="Starter catalogue") as bar:
            outcome = catalogue.take_in(records, source=SOURCE, on_batch=lambda batch: bar.update(batch.seen))
        freshness.mark_starter(digest)
        return outcome.sentence()
