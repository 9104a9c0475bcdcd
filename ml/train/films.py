"""`python -m ml.train films`: learns which genres carry which feeling from people's judgements of films."""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from ml.films import FEELING_EMOTIONS, FEELINGS, Feeling, FilmModel, fact_columns
from ml.publish import as_text, publish
from ml.train.film_tags import CORE_TAGS, DICTIONARY, RELATED_TAGS
from scrapers import starter
from scrapers.genres import GENRES
from scrapers.records import FilmRecord

VERSION = "1"
SURVEY = "tag_survey_dev.csv"
STRONG, WEAK = 4, 2  # answers 4-5 say the tag applies strongly, 1-2 that it does not; 3 says neither
FOLDS = 5
INVERSE_PENALTY = 0.1  # C of the logistic regression; 0.3 was 0.003 AUC worse
RELATED_WEIGHT = 0.6  # of a related tag's answer against a core tag's; 0 was 0.009 AUC worse
MIDDLE_MARK = 6.0  # of a film nobody marked, 0-10
LEAST_EVIDENCE = 15  # judged films a genre needs to get a learned value

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's judgement: does the tag apply strongly to the film?"""

    imdb_id: str
    tag: str
    strong: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help=f"folder that holds {SURVEY}")
    parser.add_argument("--out", type=Path, default=None, help="artifacts folder (default: ml/artifacts)")


def main(args: argparse.Namespace) -> int:
    survey = args.data / SURVEY
    if not survey.is_file():
        print(
            f"There is no {SURVEY} in that folder; GroupLens publishes it with the Tag Genome 2021.",
            file=sys.stderr,
        )
        return 2
    films = {record.imdb_id: record for record in starter.unpack(starter.verified()) if record.imdb_id}
    answers = [answer for answer in read_answers(survey) if answer.imdb_id in films]
    metrics = evaluate(answers, films)
    model = fit(answers, films)
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


def read_answers(path: Path) -> list[Answer]:
    """Judgements that take a side; "not sure" (-1) and the middle (3) take none."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [(row["imdbId"], row["tag"], int(row["resp"])) for row in csv.DictReader(stream)]
    return [
        Answer(f"tt{imdb_id.zfill(7)}", tag, value >= STRONG)
        for imdb_id, tag, value in rows
        if value >= STRONG or 1 <= value <= WEAK
    ]


def genre_matrix(films: Sequence[FilmRecord]) -> Matrix:
    return np.array([[genre in film.genres for genre in GENRES] for film in films], dtype=float)


def inputs(films: Sequence[FilmRecord]) -> Matrix:
    """(n, genres + facts), the columns of `FilmModel`."""
    facts = fact_columns(
        year=[film.year or np.nan for film in films],
        runtime=[film.runtime_minutes or np.nan for film in films],
        critics=[mark(film) for film in films],
        reviews=[film.tomato_reviews or 0 for film in films],
        english=["en" in film.languages for film in films],
    )
    return np.hstack([genre_matrix(films), facts.astype(float)])


def mark(film: FilmRecord) -> float:
    """0-10, the best known mark of a film."""
    if film.critics_average is not None:
        return film.critics_average
    return film.metascore / 10.0 if film.metascore is not None else MIDDLE_MARK


def fold_of(imdb_id: str) -> int:
    """Which fold holds a film back: by its id, so that all its judgements stay together for ever."""
    return int(hashlib.sha256(imdb_id.encode()).hexdigest(), 16) % FOLDS


def fit_feeling(
    feeling: Feeling, answers: Iterable[Answer], films: Mapping[str, FilmRecord]
) -> tuple[float, Matrix]:
    """(bias, weights of `inputs`) by logistic regression; each tag has an offset, so none sets the level."""
    core, related = CORE_TAGS[feeling], RELATED_TAGS[feeling]
    used = [answer for answer in answers if answer.tag in core or answer.tag in related]
    tags = sorted({answer.tag for answer in used})
    offsets = np.array([[answer.tag == tag for tag in tags] for answer in used], dtype=float)
    columns = inputs([films[answer.imdb_id] for answer in used])
    weights = [1.0 if answer.tag in core else RELATED_WEIGHT for answer in used]
    regression = LogisticRegression(C=INVERSE_PENALTY, max_iter=2000)
    regression.fit(np.hstack([columns, offsets]), [answer.strong for answer in used], sample_weight=weights)
    coefficients = regression.coef_[0]
    of_tags = coefficients[columns.shape[1] :]
    level = np.mean([of_tags[tags.index(answer.tag)] for answer in used if answer.tag in core])
    return float(regression.intercept_[0] + level), coefficients[: columns.shape[1]]


def fit(answers: Sequence[Answer], films: Mapping[str, FilmRecord]) -> FilmModel:
    """The model on all answers."""
    fitted = [fit_feeling(feeling, answers, films) for feeling in FEELINGS]
    judged = {answer.imdb_id for answer in answers}
    evidence = Counter(genre for imdb_id in judged for genre in films[imdb_id].genres)
    kept = [genre for genre in GENRES if evidence[genre] >= LEAST_EVIDENCE]
    columns = [GENRES.index(genre) for genre in kept]
    weights = np.array([weights for _, weights in fitted], dtype=np.float32)
    return FilmModel(
        version=VERSION,
        genres=tuple(kept),
        bias=np.array([bias for bias, _ in fitted], dtype=np.float32),
        genre_weights=weights[:, columns],
        fact_weights=weights[:, len(GENRES) :],
        evidence={genre: evidence[genre] for genre in kept},
    )


def evaluate(answers: Sequence[Answer], films: Mapping[str, FilmRecord]) -> dict[str, Any]:
    """AUC of strong against weak answers on films the fit has not seen, beside the dictionary's."""
    ours = {feeling: _held_out_auc(feeling, answers, films) for feeling in FEELINGS}
    theirs = {feeling: _dictionary_auc(feeling, answers, films) for feeling in DICTIONARY}
    judged = list(DICTIONARY)
    return {
        "protocol": f"{FOLDS} folds by film; answers {STRONG}-5 against 1-{WEAK} on the core tags, pooled",
        "n_answers": {feeling.value: len(_core(feeling, answers)) for feeling in FEELINGS},
        "auc": {feeling.value: round(value, 4) for feeling, value in ours.items()},
        "auc_of_dictionary": {feeling.value: round(value, 4) for feeling, value in theirs.items()},
        "mean_auc": {
            "ours": round(float(np.mean([ours[feeling] for feeling in judged])), 4),
            "dictionary": round(float(np.mean([theirs[feeling] for feeling in judged])), 4),
            "over": [feeling.value for feeling in judged],
        },
    }


def _core(feeling: Feeling, answers: Iterable[Answer]) -> list[Answer]:
    return [answer for answer in answers if answer.tag in CORE_TAGS[feeling]]


def _held_out_auc(feeling: Feeling, answers: Sequence[Answer], films: Mapping[str, FilmRecord]) -> float:
    truth: list[bool] = []
    scores: list[float] = []
    for fold in range(FOLDS):
        seen = [answer for answer in answers if fold_of(answer.imdb_id) != fold]
        bias, weights = fit_feeling(feeling, seen, films)
        unseen = [answer for answer in _core(feeling, answers) if fold_of(answer.imdb_id) == fold]
        truth += [answer.strong for answer in unseen]
        scores += list(bias + inputs([films[answer.imdb_id] for answer in unseen]) @ weights)
    return float(roc_auc_score(truth, scores))


def _dictionary_auc(feeling: Feeling, answers: Sequence[Answer], films: Mapping[str, FilmRecord]) -> float:
    core = _core(feeling, answers)
    named = [any(genre in films[answer.imdb_id].genres for genre in DICTIONARY[feeling]) for answer in core]
    return float(roc_auc_score([answer.strong for answer in core], np.array(named, dtype=float)))


def card(metrics: Mapping[str, Any]) -> str:
    lines = "\n".join(
        f"| {feeling} | {metrics['n_answers'][feeling]} | {value:.3f} | "
        f"{metrics['auc_of_dictionary'].get(feeling, '–')} |"
        for feeling, value in metrics["auc"].items()
    )
    mean = metrics["mean_auc"]
    return f"""# Films: which genres carry which feeling

A logistic regression a feeling on genres and five facts (year, running time, critics' mark, number of
reviews, English spoken). `model.json` holds its numbers; nothing else is needed to use it.

- Learned from: the tag survey of GroupLens' Tag Genome 2021, people's answers (1-5) to how strongly a tag
  applies to a film. Licence: **CC BY-NC 3.0**, so these weights are for non-commercial use.
- Joined by IMDb id to the genres and facts of the starter catalogue (CC0).
- Which tags speak of which feeling is written in `ml/train/film_tags.py`.
- Made by: `python -m ml.train films --data ../shared/data/movies`

## Measured
{metrics["protocol"]}. No film is judged by a fit that saw any answer about it. Penalty and the weight of
related tags were chosen on these same folds, so the mean may flatter by a few thousandths.

| feeling | answers | AUC | hand-written dictionary |
|---|---|---|---|
{lines}
| **mean of {len(mean["over"])} (without calm)** | | **{mean["ours"]:.3f}** | {mean["dictionary"]:.3f} |

## Know before use
- People were asked about tags somebody had found fitting, so strengths are higher than over all films;
  compare films with each other, do not read a strength as a share of all films.
- Feelings of a genre differ widely between its films: sadness and disgust are the least sure.
- The judged films are mostly well known, mostly in English and from before 2015.
"""
