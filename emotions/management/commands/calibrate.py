"""`manage.py calibrate --from-corrections`: trust each sense as far as people's own words bear it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emotions.models import MoodCheck
from ml import artifact, fusion
from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.publish import as_text, publish
from ml.refit import Correction, Verdict, as_stored, refit

UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Refit how much each sense counts on moods that people put right, if that helps people not fitted on."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from-corrections", action="store_true", required=True, help="on what people said"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and change nothing")
        parser.add_argument(
            "--artifacts", type=Path, default=artifact.ARTIFACTS, help="folder whose fusion/ is replaced"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        corrections = [
            Correction(
                tuple(row.reading for row in check.readings.all() if not row.on_device),
                Emotion(check.corrected_to),
                check.user_id,
            )
            for check in MoodCheck.objects.exclude(corrected_to="").prefetch_related("readings")
        ]
        verdict = refit(fusion.rule(), corrections)
        if verdict.factors:
            for sense, factor in verdict.factors.items():
                self.stdout.write(f"{sense}: {factor:.2f} times the trust it has")
        if verdict.rule is None:
            raise CommandError(f"{verdict.sentence} Nothing was changed.", returncode=UNUSABLE)
        self.stdout.write(verdict.sentence)
        if not options["dry_run"]:
            _publish(verdict, corrections=len(corrections), root=options["artifacts"])
            self.stdout.write("The new weights are in place; restart the site to use them.")


def _publish(verdict: Verdict, *, corrections: int, root: Path) -> None:
    """Replace the fusion artifact, keeping the figures and the card of the rule it came from."""
    shipped = artifact.load("fusion", root=root)
    assert verdict.rule is not None
    metrics = json.loads(shipped.path("metrics.json").read_text(encoding="utf-8"))
    metrics["corrections"] = {
        "protocol": "people's own words, cross-validated by person; against the rule before",
        "n": corrections,
        "gain_nats": verdict.gain,
        "interval_95": list(verdict.interval),
    }
    card = shipped.path("card.md").read_text(encoding="utf-8").rstrip()
    publish(
        "fusion",
        version=f"{shipped.version.split('+')[0]}+{corrections}-corrections",
        labels=SEVEN_EMOTIONS,
        files={"fusion.json": as_text(as_stored(verdict.rule)).encode()},
        card=f"{card}\n\n**Refitted** on {corrections} moods that people of this site named themselves.\n",
        metrics=metrics,
        root=root,
    )
