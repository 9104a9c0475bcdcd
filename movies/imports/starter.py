"""The starter catalogue and the learned genre-by-emotion table, as an import."""

from __future__ import annotations

from pathlib import Path

from ml.artifact import ArtifactError
from movies.feelings import genre_moods
from movies.imports.runs import ImportRun, RefusedError
from movies.storing import catalogue, freshness
from movies.storing.outcome import Outcome
from scrapers import starter

SOURCE = "wikidata"


def import_starter(run: ImportRun) -> None:
    """Take in the file `run.arguments["file"]` names, or the shipped one; a killed run begins it anew.

    Raises:
        RefusedError: the file is missing or altered, or the learned table is.
    """
    file = Path(run.arguments.get("file", starter.CATALOGUE))
    try:
        content = starter.verified(file, file.with_name(starter.CHECKSUM.name))
        records = list(starter.unpack(content))

        def report(batch: Outcome) -> None:
            run.add(batch)
            run.report(step="films", share=run.seen / max(len(records), 1))

        catalogue.take_in(records, source=SOURCE, on_batch=report)
        freshness.mark_starter(starter.digest(content))
        genre_moods.load_learned()
    except (starter.StarterError, ArtifactError) as error:
        raise RefusedError(str(error)) from None
