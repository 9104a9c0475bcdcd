"""`python -m ml.train films`: learns what films make people feel from people's judgements of films."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ml.films import FEELING_EMOTIONS
from ml.publish import as_text, publish
from ml.train.films.columns import Tags, gather
from ml.train.films.fit import fit, model_of, read_answers
from ml.train.films.judge import STARTER, evaluate
from scrapers import starter
from scrapers.csv_rows import CsvError
from scrapers.movielens import Reading

VERSION = "2"
SURVEY = "tag_survey_dev.csv"
MOVIELENS = "ml-latest-small"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, required=True, help=f"folder that holds {SURVEY} and {MOVIELENS}/"
    )
    parser.add_argument("--out", type=Path, default=None, help="artifacts folder (default: ml/artifacts)")


def main(args: argparse.Namespace) -> int:
    survey = args.data / SURVEY
    if not survey.is_file():
        print(
            f"There is no {SURVEY} in that folder; GroupLens publishes it with the Tag Genome 2021.",
            file=sys.stderr,
        )
        return 2
    films = gather(starter.unpack(starter.verified()), read_tags(args.data / MOVIELENS))
    answers = [answer for answer in read_answers(survey) if answer.imdb_id in films.row]
    metrics = evaluate(answers, films)
    model = model_of(fit(answers, films), answers, films, VERSION)
    folder = publish(
        "films",
        version=VERSION,
        labels=FEELING_EMOTIONS,
        files={"model.json": as_text(model.as_json()).encode()},
        card=card(metrics),
        metrics=metrics,
        root=args.out,
    )
    print(json.dumps(metrics["mean_auc"]), f"→ {folder.name}")
    return 0


def read_tags(folder: Path) -> Tags:
    """Words MovieLens' members gave films; none, with a sentence, where the folder is not there."""
    reading = Reading(folder)
    try:
        for _ in reading.steps():
            pass
    except CsvError as reason:
        print(f"Learning without people's tags: {reason}", file=sys.stderr)
        return {}
    return {film.imdb_id: frozenset(tag for tag, _ in film.tags) for film in reading.opinions() if film.tags}


def card(metrics: Mapping[str, Any]) -> str:
    lines = "\n".join(
        f"| {feeling} | {metrics['n_answers'][feeling]} | {value:.3f} ({low:.3f}-{high:.3f}) | "
        f"{metrics['auc_with_tags'][feeling]:.3f} | {metrics['auc_of_dictionary'].get(feeling, '–')} |"
        for feeling, (value, low, high) in metrics["auc_interval"].items()
    )
    variants = "\n".join(
        f"| {name}{' (the starter catalogue)' if name == STARTER else ''} | {one['mean_auc']:.4f} | "
        f"{one['gain'][0]:+.4f} ({one['gain'][1]:+.4f} to {one['gain'][2]:+.4f}) |"
        for name, one in metrics["variants"].items()
    )
    mean = metrics["mean_auc"]
    gain = mean["gain_over_dictionary"]
    return f"""# Films: what they make people feel

A logistic regression a feeling on genres, pairs of genres, five facts (year, running time, critics' mark,
number of reviews, English spoken), certificate, languages, what the cast's and the directors' other films
are like, and people's tags where a film has any. `model.json` holds its numbers; nothing else is needed.

- Learned from: the tag survey of GroupLens' Tag Genome 2021, people's answers (1-5) to how strongly a tag
  applies to a film. Licence: **CC BY-NC 3.0**, so these weights are for non-commercial use.
- Joined by IMDb id to the starter catalogue (CC0) and to the tags of MovieLens' ml-latest-small (research,
  not for revenue). No film's answers or tags are in here, only weights.
- Which tags speak of which feeling is written in `ml/train/films/tags.py`.
- Made by: `python -m ml.train films --data ../shared/data/movies`

## Measured
{metrics["protocol"]}. No film is judged by a fit that saw any answer about it. Penalties, scales and blocks
were chosen on these same folds, so the mean may flatter by a few thousandths.

| feeling | answers | AUC (95 %) | with tags | hand-written dictionary |
|---|---|---|---|---|
{lines}
| **mean of {len(mean["over"])} (without calm)** | | **{mean["ours"]:.3f}** | {mean["with_tags"]:.3f} | {mean["dictionary"]:.3f} |

Over the dictionary: {gain[0]:+.3f} ({gain[1]:+.3f} to {gain[2]:+.3f}). A model that learned with tags and is
shown films without any: {mean["tags_taken_away"]:.3f}.

| a fit on | mean AUC | against genres and facts (95 %) |
|---|---|---|
{variants}

## Know before use
- People were asked about tags somebody had found fitting, so strengths are higher than over all films;
  compare films with each other, do not read a strength as a share of all films.
- Feelings of a genre differ widely between its films: sadness and disgust are the least sure.
- The judged films are mostly well known, mostly in English and from before 2015.
- Plots are no evidence here: the starter catalogue has none, so nothing could be learned of them.
"""
