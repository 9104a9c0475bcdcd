"""`manage.py recommend`: the main job from the shell, without an account and without storing anything."""

from __future__ import annotations

import json
import secrets
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, ProgrammingError

from emotions.checkin import FILMS, Media, NothingUnderstood, Signals, understand, wished
from emotions.forms import LARGEST_SEED
from emotions.uploads import MAX_FILE_BYTES
from ml.readings import Mood
from movies.models import Mode
from movies.recommending import Picks, recommend
from movies.wishes.chips import apply
from movies.wishes.wish import Wish, WishError

MOST_FILMS = 100
UNUSABLE = 2
OF_ITS_OWN = -1


class Command(BaseCommand):
    help = "Read a mood from words, a picture or a voice and list films for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--text", default="", help="how you feel, in English")
        parser.add_argument("--face", type=Path, help="a picture file")
        parser.add_argument("--voice", type=Path, help="a recording")
        parser.add_argument(
            "--mode",
            choices=Mode.values,
            default=Mode.LIFT.value,
            help="stay with the mood, lift it or calm it down; %(default)s when left out",
        )
        parser.add_argument("--language", action="append", default=[], help="spoken in; may be repeated")
        parser.add_argument("--actor", action="append", default=[], help="with this person; may be repeated")
        parser.add_argument(
            "--limit", type=int, default=FILMS, help="films to list; %(default)s when left out"
        )
        parser.add_argument(
            "--surprise",
            nargs="?",
            type=int,
            const=OF_ITS_OWN,
            metavar="SEED",
            help="draw the films; the same seed draws the same ones",
        )
        parser.add_argument("--json", action="store_true", help="one JSON object on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["limit"] <= MOST_FILMS:
            raise CommandError(f"--limit must be between 1 and {MOST_FILMS}.", returncode=UNUSABLE)
        signals = Signals(
            text=options["text"].strip(), face=_media(options["face"]), voice=_media(options["voice"])
        )
        if not (signals.text or signals.face or signals.voice):
            raise CommandError("Give at least one of --text, --face and --voice.", returncode=UNUSABLE)
        try:
            wish = Wish.parse(mode=options["mode"], languages=options["language"], actors=options["actor"])
            typed = wished(signals)
            mood = understand(signals, typed)
            seed = _seed(options["surprise"])
            wish = replace(apply(wish, typed.chips), surprise=seed is not None)
            picks = recommend(mood, wish, limit=options["limit"], seed=seed).with_cards()
        except (WishError, NothingUnderstood) as refusal:
            raise CommandError(str(refusal), returncode=UNUSABLE) from None
        except (OperationalError, ProgrammingError) as error:
            raise CommandError(
                f"The catalogue cannot be read ({error}); `manage.py migrate` and `manage.py "
                "load_starter_catalogue` set it up, and `make run` does both.",
                returncode=UNUSABLE,
            ) from None
        if options["json"]:
            self._as_json(mood, picks)
        else:
            self._as_text(mood, picks, [chip.label for chip in typed.chips])

    def _as_json(self, mood: Mood, picks: Picks) -> None:
        for note in picks.notes:
            print(note, file=sys.stderr)
        answer = {"mood": mood.as_json(), "movies": [pick.as_json() for pick in picks]}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _as_text(self, mood: Mood, picks: Picks, asked: list[str]) -> None:
        self.stdout.write(f"Mood: {mood.top.label} ({mood.confidence:.0%})")
        for reading in mood.readings:
            top = f"{reading.top.label} " if reading.top else ""
            self.stdout.write(f"  {reading.modality}: {top}- {reading.message}")
        if asked:
            self.stdout.write(f"Asked for: {', '.join(asked)}")
        for note in picks.notes:
            self.stdout.write(note)
        for rank, pick in enumerate(picks, start=1):
            self.stdout.write(f"{rank:2}. {pick.movie}: {'; '.join(pick.reasons)}")


def _seed(surprise: int | None) -> int | None:
    """Seed of the surprise that was asked for; one that was not named is told, so that it can be."""
    if surprise != OF_ITS_OWN:
        return surprise
    seed = secrets.randbelow(LARGEST_SEED)
    print(f"Drawn by chance; --surprise {seed} draws the same films again.", file=sys.stderr)
    return seed


def _media(path: Path | None) -> Media | None:
    """The file's bytes.

    Raises:
        CommandError: there is no such file.
    """
    if path is None:
        return None
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return Media(too_large=True)
        return Media(path.read_bytes())
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=UNUSABLE) from None
