"""Masked softmax regression, one expert for each kind of text, and eight-bit weights."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from ml.metrics import softmax
from ml.text_features import Features, extract
from ml.train.text.data import CLASSES, KINDS, MASKS, Sentences

LEAST_WORD_COUNT = 2
LEAST_PIECE_COUNT = 5
"""Training texts a feature must occur in."""
TELLING_NOTHING = 0.2
"""Weight of a feature that tells nothing of emotions, where one that tells a nat gets 1 more."""
SMOOTHING, FULLY_BELIEVED = 3.5, 10.0
"""Made-up texts of the usual emotions added to each feature; texts from which its nats count half."""
SHARED_L2 = 1.5e-5
EXPERT_L2 = (3e-5, 1e-4, 3e-5)
KIND_L2 = 1e-5
"""Half the squared weights times this is added to the mean loss of a row."""
KIND_SHARES = (1.0, 2.0, 0.7)
"""How much a row of each kind counts in the shared weights: ISEAR is small, dair-ai formulaic."""
SHARED_STEPS, EXPERT_STEPS, KIND_STEPS = 60, 40, 30
"""Iterations of L-BFGS; more fit the training rows better and unseen rows worse."""
KIND_ODDS = (1.0, 2.0, 1.0)
"""How much likelier each kind is at the site than among the training rows, where ISEAR's reports are few."""
UNSAID_ODDS = 0.02
"""How likely an emotion a kind of text has no label for is, relative to what the shared weights say:
reports and diary posts about feelings are seldom neutral, but a mask must not make it impossible."""
IMPOSSIBLE = -1e9

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Features and the weight of each: inverse document frequency times how much it tells."""

    words: dict[str, int]
    pieces: dict[str, int]
    idf: Matrix

    @classmethod
    def of(cls, features: Sequence[Features], targets: Matrix, telling: NDArray[np.bool_]) -> Vocabulary:
        """Features seen often enough, weighted by their rarity and by how much they tell.

        A feature tells as many nats as the emotions of the texts that hold it differ from the emotions of
        all texts (Kullback-Leibler), less where few texts hold it. Plain TF-IDF takes every rare word for
        an important one.

        Args:
            targets: (n, 7).
            telling: (n,) the rows to measure that on.
        """
        words = Counter(word for row in features for word in {word for word, _ in row.words})
        pieces = Counter(piece for row in features for piece in {piece for piece, _ in row.pieces})
        kept_words = sorted(word for word, count in words.items() if count >= LEAST_WORD_COUNT)
        kept_pieces = sorted(piece for piece, count in pieces.items() if count >= LEAST_PIECE_COUNT)
        seen = [words[word] for word in kept_words] + [pieces[piece] for piece in kept_pieces]
        rare = cls(
            words={word: row for row, word in enumerate(kept_words)},
            pieces={piece: len(kept_words) + row for row, piece in enumerate(kept_pieces)},
            idf=np.log((1 + len(features)) / (1 + np.array(seen, np.float64))) + 1.0,
        )
        told = _nats(rare.matrix(features)[telling], targets[telling])
        return replace(rare, idf=rare.idf * (TELLING_NOTHING + told))

    def matrix(self, features: Sequence[Features]) -> sparse.csr_matrix:
        """TF-IDF rows (n, d): sublinear counts, words and pieces each of unit length."""
        return sparse.hstack(
            [
                self._block(self.words, 0, [[word for word, _ in row.words] for row in features]),
                self._block(
                    self.pieces, len(self.words), [[piece for piece, _ in row.pieces] for row in features]
                ),
            ]
        ).tocsr()

    def _block(self, index: dict[str, int], first: int, rows: Sequence[Sequence[str]]) -> sparse.csr_matrix:
        columns: list[int] = []
        values: list[int] = []
        ends = [0]
        for row in rows:
            counts = Counter(found for feature in row if (found := index.get(feature)) is not None)
            columns += [column - first for column in counts]
            values += counts.values()
            ends.append(len(columns))
        shape = (len(rows), len(index))
        block = sparse.csr_matrix((1.0 + np.log(np.array(values, np.float64)), columns, ends), shape=shape)
        block = block @ sparse.diags(self.idf[first : first + len(index)])
        lengths = np.sqrt(np.asarray(block.multiply(block).sum(1)).ravel())
        return sparse.diags(1.0 / np.maximum(lengths, 1e-12)) @ block


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model in full precision.

    Attributes:
        weights: (d, kinds * 7 + kinds).
        bias: (kinds * 7 + kinds,).
    """

    vocabulary: Vocabulary
    weights: Matrix
    bias: Matrix

    def log_probabilities(self, texts: Sequence[str]) -> Matrix:
        """Uncalibrated log-probabilities (n, 7)."""
        logits = self.vocabulary.matrix([extract(text) for text in texts]) @ self.weights + self.bias
        split = len(KINDS) * CLASSES
        experts = softmax(logits[:, :split].reshape(-1, len(KINDS), CLASSES))
        return np.asarray(np.log(np.einsum("nk,nkc->nc", softmax(logits[:, split:]), experts)))


def _nats(matrix: sparse.csr_matrix, targets: Matrix) -> Matrix:
    """Per feature, nats between the emotions of the rows that hold it and those of all rows; (d,)."""
    usual = np.maximum(targets.mean(0), 1e-9)
    held = np.asarray((matrix > 0).astype(np.float64).T @ targets)
    counts = held.sum(1)
    shares = (held + SMOOTHING * usual) / (counts + SMOOTHING)[:, None]
    nats = (shares * np.log(shares / usual)).sum(1)
    return np.asarray(nats * counts / (counts + FULLY_BELIEVED))


def fit(rows: Sentences) -> Trained:
    """Shared weights first, then each kind's own departure from them, then what kind a text is."""
    features = [extract(text) for text in rows.texts]
    # comments can say all seven emotions, so what tells is measured on them
    vocabulary = Vocabulary.of(features, rows.targets, rows.kinds == KINDS.index("goemotions"))
    matrix = vocabulary.matrix(features)
    shares = np.array(KIND_SHARES)[rows.kinds]
    shared, shared_bias = regress(
        matrix, rows.targets, MASKS[rows.kinds], shares=shares, l2=SHARED_L2, steps=SHARED_STEPS
    )
    weights, biases = [], []
    for kind in range(len(KINDS)):
        own = rows.kinds == kind
        start = matrix[own] @ shared + shared_bias
        departure, bias = regress(
            matrix[own],
            rows.targets[own],
            MASKS[rows.kinds[own]],
            l2=EXPERT_L2[kind],
            steps=EXPERT_STEPS,
            start=start,
        )
        weights.append(shared + departure)
        biases.append(shared_bias + bias + np.where(MASKS[kind], 0.0, np.log(UNSAID_ODDS)))
    kinds = np.eye(len(KINDS))[rows.kinds]
    kind_weights, kind_bias = regress(matrix, kinds, np.ones_like(kinds, bool), l2=KIND_L2, steps=KIND_STEPS)
    kind_bias = kind_bias + np.log(KIND_ODDS)
    return Trained(vocabulary, np.hstack([*weights, kind_weights]), np.concatenate([*biases, kind_bias]))


def regress(
    matrix: sparse.csr_matrix,
    targets: Matrix,
    mask: NDArray[np.bool_],
    *,
    l2: float,
    steps: int,
    shares: Matrix | None = None,
    start: Matrix | None = None,
) -> tuple[Matrix, Matrix]:
    """Softmax regression in which each row competes only among the classes its set can say.

    Args:
        matrix: (n, d).
        targets: (n, k), rows sum to 1.
        mask: (n, k), the classes that a row's set has labels for.
        shares: (n,) how much each row counts; evenly by default.
        start: (n, k) logits to depart from.

    Returns:
        Weights (d, k) and bias (k,).
    """
    (_, d), k = matrix.shape, targets.shape[1]
    share = np.ones(len(targets)) if shares is None else shares
    share = (share / share.sum())[:, None]
    offset = np.where(mask, 0.0 if start is None else start, IMPOSSIBLE)
    transposed = matrix.T.tocsr()

    def loss(flat: Matrix) -> tuple[float, Matrix]:
        weights, bias = flat[: d * k].reshape(d, k), flat[d * k :]
        logits = matrix @ weights + bias + offset
        logits -= logits.max(1, keepdims=True)
        powers = np.exp(logits)
        totals = powers.sum(1, keepdims=True)
        surprise = -(share * targets * np.where(targets > 0, logits - np.log(totals), 0.0)).sum()
        slope = (powers / totals - targets) * share
        return (
            float(surprise + l2 * 0.5 * (weights * weights).sum()),
            np.concatenate([(transposed @ slope + l2 * weights).ravel(), slope.sum(0)]),
        )

    found = minimize(
        loss, np.zeros(d * k + k), jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
    ).x
    return found[: d * k].reshape(d, k), found[d * k :]


def eight_bits(weights: Matrix) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 weights and what one unit means in each column."""
    scale = np.maximum(np.abs(weights).max(0), 1e-12) / 127.0
    return np.round(weights / scale).astype(np.int8), scale.astype(np.float32)
