"""`manage.py bench`: how fast and how large this installation is; the JSON object is the last line."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from emoflix_site import bench
from movies.recommending import bench as ranking

UNUSABLE = 2
MOST_TITLES = 10_000_000


class Command(BaseCommand):
    help = "Measure cold start, memory, senses, fusion, ranking and page on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--titles", type=int, help="rank a made-up catalogue of so many films instead")
        parser.add_argument(
            "--face", type=Path, help="a picture of a face; without one a grey picture is read"
        )
        parser.add_argument("--json", action="store_true", help="nothing but the JSON object")

    def handle(self, *args: Any, titles: int | None, face: Path | None, **options: Any) -> None:
        if titles is not None and not 1 <= titles <= MOST_TITLES:
            raise CommandError(f"--titles must be between 1 and {MOST_TITLES:,}.", returncode=UNUSABLE)
        if face is not None and not face.is_file():
            raise CommandError(f"There is no picture {face}.", returncode=UNUSABLE)
        seconds, megabytes = bench.cold_start()
        found: dict[str, Any] = {
            "cold_start_s": _known(seconds),
            "worker_mb": _known(megabytes),
            **bench.senses(face),
            "page_ms": bench.page(),
            "recommend": ranking.measure(titles),
        }
        if not options["json"]:
            for name, value in found.items():
                self.stdout.write(f"{name:14} {value}")
        self.stdout.write(json.dumps(found))


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
