"""`manage.py evaluate_recommender`: what became of the films that were shown, and how well tastes are learned."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from emotions import replaying
from movies.evaluating import movielens
from movies.recommending import sharing
from scrapers.csv_rows import CsvError

UNUSABLE = 2


class Command(BaseCommand):
    help = (
        "Replays logged check-ins; with --movielens DIR measures the taste part on MovieLens, leave-last-out."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--movielens", type=Path, metavar="DIR", help="folder with links.csv and ratings.csv"
        )
        parser.add_argument(
            "--fit", action="store_true", help="with --movielens: learn the weights of a taste, print them"
        )
        parser.add_argument("--checks", type=int, default=2000, help="check-ins to replay, the latest (2000)")
        parser.add_argument("--json", action="store_true", help="everything, as one object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["checks"] < 0:
            raise CommandError("--checks cannot be less than nothing.", returncode=UNUSABLE)
        if options["fit"] and not options["movielens"]:
            raise CommandError(
                "--fit learns from MovieLens: say where it is with --movielens DIR.", returncode=UNUSABLE
            )
        if options["fit"]:
            self._say({"weights": self._on_movielens(options["movielens"], movielens.learn)}, options["json"])
            return
        found: dict[str, Any] = {"replay": replaying.report(most=options["checks"])}
        if options["movielens"]:
            found["movielens"] = self._on_movielens(options["movielens"], movielens.evaluate)
        self._say(found, options["json"])

    def _on_movielens(self, folder: Path, measure: Any) -> Mapping[str, Any]:
        films = sharing.current()
        if not len(films):
            raise CommandError(
                "The catalogue is empty: load the starter catalogue first.", returncode=UNUSABLE
            )
        try:
            found: Mapping[str, Any] = measure(folder, films)
        except CsvError as error:
            raise CommandError(
                f"{error} GroupLens publishes MovieLens at https://grouplens.org/datasets/movielens/.",
                returncode=UNUSABLE,
            ) from None
        return found

    def _say(self, found: Mapping[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(found))
            return
        for line in _lines(found):
            self.stdout.write(line)


def _lines(found: Mapping[str, Any]) -> list[str]:
    lines = []
    if replay := found.get("replay"):
        lines += _replayed(replay)
    if measured := found.get("movielens"):
        lines += _measured(measured)
    lines += [f"{name}: {weight}" for name, weight in found.get("weights", {}).items()]
    return lines


def _replayed(replay: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{replay['check_ins']} check-ins, {replay['check_ins_with_something_said']} with something said of a film."
    ]
    if not replay["enough_to_tell"]:
        lines.append(
            f"Fewer than {replaying.ENOUGH} of those: read the figures as anecdotes, not as a measurement."
        )
    for title in ("as_shown", "as_shown_where_replayed", "replayed"):
        lines.append(f"{title.replace('_', ' ')}:")
        for mode, figures in replay[title].items():
            lines.append(f"  {mode}: " + ", ".join(f"{name} {value}" for name, value in figures.items()))
    return [*lines, *replay["flaws"]]


def _measured(measured: Mapping[str, Any]) -> list[str]:
    if not measured["held_out"]:
        return ["MovieLens: no member has a liked film here to hold out."]
    lines = [
        f"MovieLens, leave-last-out: {measured['held_out']} of {measured['members']} members, ranked among all "
        f"{measured['films']} films ({measured['ratings_of_films_here']:.0%} of the ratings are of films here)."
    ]
    for knowing, one in (
        ("the catalogue as it is", measured),
        ("with counts of ratings", measured["with_counts"]),
    ):
        for name, part in (("last liked film", one), ("each of the last five", one["each_of_the_last_five"])):
            low, high = part["gain_interval"]
            lines.append(
                f"{knowing}, {name}: nDCG@10 of taste {part['taste']['ndcg_at_10']}, of popularity "
                f"{part['popularity']['ndcg_at_10']}: {part['gain']:+.0%} (95 %: {low:+.0%} to {high:+.0%})"
            )
    if (similar := measured["similar"])["films"]:
        lines.append(
            f"similar films of {similar['films']}: nDCG@6 by what people like together {similar['shown']}, "
            f"by genres alone {similar['same_genres']}, the best known {similar['best_known']}"
        )
    return lines
