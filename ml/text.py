"""Reading a mood from typed words: split → look words up → weigh → say which of them carried it.

The model is linear over TF-IDF features. It learned from three kinds of text that people write about
feelings (comments, reports of an event, diary-like posts), has one expert for each, and blends them by
how much the sentence at hand resembles each kind. Run time is numpy and a dictionary.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ml import artifact
from ml.labels import SEVEN_EMOTIONS, Emotion, Modality
from ml.metrics import softmax
from ml.readings import Reading, Status
from ml.text_features import EMOJI, Features, drawn_in, extract

READ_CHARACTERS = 5_000
"""Characters that are read; a mood is said long before that."""
MOST_CHARACTERS = 100_000
"""A text beyond this is a document, not a mood."""
LEAST_WORDS = 3
"""Known words below which a text says too little, unless one of them is unmistakable."""
UNMISTAKABLE = 0.6
"""Probability of an emotion other than neutral from which even a single word is enough."""
ENOUGH_WORDS = 6
"""Known words from which more do not make a reading better."""
UNDERSTOOD_SHARE = 0.5
"""Share of words that must be known English; below it the text is of another language or of none."""
EVIDENCE_WORDS = 6
LEAST_EVIDENCE = 0.05
"""Change of the log-odds below which a word did not carry anything."""

MOOD_WORDS = frozenset(
    """afraid alone amazing angry annoyed anxious ashamed awful bad blah bored calm cheerful content crying depressed
    desperate devastated disappointed disgusted down ecstatic empty exhausted excited fine flat frightened frustrated
    furious glad good grateful great gutted happy heartbroken hopeful hopeless horrible hurt irritated jealous joyful
    lonely lost low mad meh melancholic miserable nervous neutral numb okay overwhelmed panicking peaceful proud
    relaxed relieved restless rotten sad scared shocked stressed stunned surprised tearful terrible terrified thrilled
    tired uneasy unhappy upset wonderful worried""".split()  # noqa: SIM905
)
"""Words that answer "how do you feel?" all by themselves; our own list."""
FOREIGN_WORDS = frozenset(
    """ich bin du ist nicht und ein eine heute sehr mich mir der das wie auch je suis est une les des pas très tres
    moi avec pour mais c'est j'ai estoy soy muy hoy el los las una que por pero mi siento para como
    sono è oggi molto il che sento non più estou hoje muito não nao uma meu sinto ik ben niet het
    een heel vandaag mij voel jag är inte och mycket jeg ikke jestem nie dzisiaj bardzo się""".split()  # noqa: SIM905
)
"""Frequent words of other European languages that English texts hold now and then, so that being
found in the training texts does not make them English."""


@dataclass(frozen=True, slots=True)
class Model:
    """The shipped weights.

    Attributes:
        words, pieces: row of each feature in the arrays below.
        idf: float32 (d,), inverse document frequencies.
        weights: int8 (d, kinds * 7 + kinds): the experts' classes one after the other, then the kinds of text.
        scale: float32 (columns,), what one unit of a weight means.
        bias: float64 (columns,), class priors of each kind included.
        kinds: number of kinds of text.
        temperature: divides the log-probabilities.
    """

    words: dict[str, int]
    pieces: dict[str, int]
    idf: NDArray[np.float32]
    weights: NDArray[np.int8]
    scale: NDArray[np.float32]
    bias: NDArray[np.float64]
    kinds: int
    temperature: float
    version: str


@cache
def model() -> Model:
    """The verified artifact, loaded once."""
    shipped = artifact.load("text", labels=SEVEN_EMOTIONS)
    vocabulary = json.loads(shipped.path("vocabulary.json").read_text(encoding="utf-8"))
    first_piece = len(vocabulary["words"])
    with np.load(shipped.path("weights.npz"), allow_pickle=False) as arrays:
        return Model(
            words={word: row for row, word in enumerate(vocabulary["words"])},
            pieces={piece: first_piece + row for row, piece in enumerate(vocabulary["pieces"])},
            idf=arrays["idf"].astype(np.float32),
            weights=arrays["weights"],
            scale=arrays["scale"].astype(np.float32),
            bias=arrays["bias"].astype(np.float64),
            kinds=int(shipped.settings["kinds"]),
            temperature=float(shipped.settings["temperature"]),
            version=shipped.version,
        )


def warm() -> None:
    """Load the weights now instead of at the first sentence."""
    classify(["good morning"])


def classify(texts: Sequence[str]) -> NDArray[np.float64]:
    """Calibrated probabilities for texts as they are; unlike `read`, it always answers.

    Returns:
        float64 (n, 7), rows sum to 1, in the order of `SEVEN_EMOTIONS`.
    """
    shipped = model()
    rows = [_probabilities(shipped, _Weighed.of(shipped, extract(text[:READ_CHARACTERS]))) for text in texts]
    return np.array([scores for scores, _ in rows]).reshape(-1, len(SEVEN_EMOTIONS))


def read(text: str) -> Reading:
    """Read a mood from what a person typed. Never raises for what a person may send."""
    started = time.perf_counter()
    if not text.strip():
        return _nothing(Status.EMPTY, "No words were typed.", started)
    if len(text) > MOST_CHARACTERS:
        return _nothing(
            Status.TOO_LARGE,
            f"The text has {len(text):,} characters; a few sentences about how you feel are enough.",
            started,
        )
    shipped = model()
    features = extract(text[:READ_CHARACTERS])
    known = _known(shipped, features)
    letters = sum(_is_word(written) for written in features.written)
    if letters and not _understood(features, known, letters):
        return _nothing(
            Status.NOT_UNDERSTOOD,
            "These words are not English as far as I can tell, and English is all I understand so far.",
            started,
        )
    weighed = _Weighed.of(shipped, features)
    scores, blend = _probabilities(shipped, weighed)
    if not any(known) or (sum(known) < LEAST_WORDS and not _unmistakable(features, scores)):
        return _nothing(
            Status.TOO_LITTLE_TEXT,
            "That is too little to read a mood from; a sentence on how you feel would help.",
            started,
        )
    return _said(
        shipped, text, features, known, scores, _evidence(shipped, weighed, features, scores, blend), started
    )


@dataclass(frozen=True, slots=True)
class _Weighed:
    """TF-IDF of one text: rows of the model and their values, each block of unit length."""

    rows: NDArray[np.int64]
    values: NDArray[np.float64]
    counts: dict[int, int]

    @classmethod
    def of(cls, shipped: Model, features: Features) -> _Weighed:
        word_counts = Counter(
            row for word, _ in features.words if (row := shipped.words.get(word)) is not None
        )
        piece_counts = Counter(
            row for piece, _ in features.pieces if (row := shipped.pieces.get(piece)) is not None
        )
        blocks = [_block(counts, shipped.idf) for counts in (word_counts, piece_counts)]
        return cls(
            rows=np.concatenate([rows for rows, _ in blocks]),
            values=np.concatenate([values for _, values in blocks]),
            counts={**word_counts, **piece_counts},
        )


def _block(counts: Counter[int], idf: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Sublinear term frequency times idf, scaled to unit length."""
    rows = np.fromiter(counts.keys(), np.int64, len(counts))
    values = (1.0 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))) * idf[rows]
    length = float(np.sqrt(values @ values))
    return rows, values / length if length else values


def _probabilities(shipped: Model, weighed: _Weighed) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seven calibrated probabilities, and how much each expert counted."""
    logits = (weighed.values @ shipped.weights[weighed.rows]) * shipped.scale + shipped.bias
    split = shipped.kinds * len(SEVEN_EMOTIONS)
    experts = softmax(logits[:split].reshape(shipped.kinds, len(SEVEN_EMOTIONS)))
    blend = softmax(logits[split:])
    return softmax(np.log(blend @ experts) / shipped.temperature), blend


def _evidence(
    shipped: Model,
    weighed: _Weighed,
    features: Features,
    scores: NDArray[np.float64],
    blend: NDArray[np.float64],
) -> tuple[tuple[str, float], ...]:
    """Words by how far they moved the log-odds of the most probable emotion, strongest first."""
    classes = len(SEVEN_EMOTIONS)
    columns = (shipped.weights[weighed.rows] * shipped.scale)[:, : shipped.kinds * classes]
    towards = blend @ columns.reshape(-1, shipped.kinds, classes)  # (rows, 7): the experts' blend
    top = int(scores.argmax())
    margins = weighed.values * (towards[:, top] - towards.mean(1)) * classes / (classes - 1)
    each = {
        int(row): float(m) / weighed.counts[int(row)] for row, m in zip(weighed.rows, margins, strict=True)
    }
    carried = np.zeros(len(features.tokens) + 1)
    for word, index in features.words:
        if (row := shipped.words.get(word)) is not None:
            if " " in word:
                carried[index : index + 2] += each[row] / 2
            else:
                carried[index] += each[row]
    for piece, index in features.pieces:
        if (row := shipped.pieces.get(piece)) is not None:
            carried[index] += each[row]
    totals: dict[str, float] = {}
    for written, weight in zip(features.written, carried, strict=False):
        if _is_word(written) or written in EMOJI or len(written) > 1:
            totals[written] = totals.get(written, 0.0) + float(weight)
    strongest = sorted(totals.items(), key=lambda pair: -abs(pair[1]))[:EVIDENCE_WORDS]
    return tuple((word, round(weight, 3)) for word, weight in strongest if abs(weight) >= LEAST_EVIDENCE)


def _said(
    shipped: Model,
    text: str,
    features: Features,
    known: list[bool],
    scores: NDArray[np.float64],
    evidence: tuple[tuple[str, float], ...],
    started: float,
) -> Reading:
    words = sum(known)
    others = sum(_is_word(written) for written in features.written) - sum(
        k and _is_word(w) for k, w in zip(known, features.written, strict=True)
    )
    top, second = np.sort(scores)[::-1][:2]
    mixedness = float(second / top)
    quality = (
        (words / (words + others)) * (0.6 + 0.4 * min(words / ENOUGH_WORDS, 1.0)) * (1.0 - 0.3 * mixedness)
    )
    order = np.argsort(-scores)
    message = f"Your words sound {SEVEN_EMOTIONS[order[0]].label}"
    if mixedness > 0.5:
        message = f"Your words sound mixed: {SEVEN_EMOTIONS[order[0]].label}, and {SEVEN_EMOTIONS[order[1]].label} too"
    carriers = [f"“{word}”" for word, weight in evidence if weight > 0][:2]
    if carriers:
        message += ", above all " + " and ".join(carriers)
    if len(text) > READ_CHARACTERS:
        message += f"; only the first {READ_CHARACTERS:,} characters were read"
    return Reading(
        modality=Modality.TEXT,
        scores={emotion: float(p) for emotion, p in zip(SEVEN_EMOTIONS, scores, strict=True)},
        quality=float(np.clip(quality, 0.0, 1.0)),
        message=message + ".",
        model_version=shipped.version,
        ms=_milliseconds(started),
        evidence=evidence,
        details={"known_words": words, "mixed": mixedness > 0.5},
    )


def _known(shipped: Model, features: Features) -> list[bool]:
    """For each token: a word (or an emoji) that the training texts hold and other languages do not own."""
    return [
        (_is_word(written) or written in EMOJI or (len(written) > 1 and token.isalpha()))
        and (token in shipped.words or drawn_in(written) in shipped.words)
        and token not in FOREIGN_WORDS
        for token, written in zip(features.tokens, features.written, strict=True)
    ]


def _understood(features: Features, known: list[bool], letters: int) -> bool:
    read_words = sum(k and _is_word(written) for k, written in zip(known, features.written, strict=True))
    return read_words / letters >= UNDERSTOOD_SHARE or (letters < LEAST_WORDS and sum(known) > read_words)


def _unmistakable(features: Features, scores: NDArray[np.float64]) -> bool:
    if any(
        token in MOOD_WORDS or drawn_in(written) in MOOD_WORDS or written in EMOJI
        for token, written in zip(features.tokens, features.written, strict=True)
    ):
        return True
    top = int(scores.argmax())
    return SEVEN_EMOTIONS[top] is not Emotion.NEUTRAL and float(scores[top]) >= UNMISTAKABLE


def _is_word(written: str) -> bool:
    return any(character.isalpha() for character in written) and written[0].isalnum()


def _nothing(status: Status, message: str, started: float) -> Reading:
    return Reading(Modality.TEXT, status=status, message=message, ms=_milliseconds(started))


def _milliseconds(started: float) -> float:
    return (time.perf_counter() - started) * 1000.0
