"""The text model's training on a handful of sentences: what tells, what is masked, what is stored."""

from __future__ import annotations

import numpy as np
import pytest

from ml.labels import SEVEN_EMOTIONS, Emotion
from ml.text_features import extract
from ml.train.data import DataError
from ml.train.text.data import KINDS, MASKS, Sentences, load
from ml.train.text.models import TELLING_NOTHING, Vocabulary, eight_bits, fit

HAPPY, SAD, NEUTRAL = (SEVEN_EMOTIONS.index(e) for e in (Emotion.HAPPY, Emotion.SAD, Emotion.NEUTRAL))


@pytest.fixture
def comments() -> Sentences:
    """Forty comments: "great" is happy, "awful" is sad, "table" says nothing."""
    texts, labels = [], []
    for index in range(40):
        word, label = (("great", HAPPY), ("awful", SAD), ("table", NEUTRAL), ("table", HAPPY))[index % 4]
        texts.append(f"the {word} thing")
        labels.append(label)
    return Sentences(tuple(texts), np.eye(7)[labels], np.zeros(40, np.int64))


def test_a_telling_word_weighs_more_than_one_as_rare_that_tells_nothing(comments):
    texts = (*comments.texts, *("odd thing",) * 5, *("odd stuff",) * 5)
    labels = np.concatenate([comments.targets, comments.targets[:10]])  # "odd" comes with everything
    features = [extract(text) for text in texts]
    vocabulary = Vocabulary.of(features, labels, np.ones(len(texts), bool))
    awful, odd = vocabulary.idf[vocabulary.words["awful"]], vocabulary.idf[vocabulary.words["odd"]]
    assert awful > 2 * odd
    assert odd > 0.9 * TELLING_NOTHING


def test_what_it_learned_is_said_of_sentences_it_never_saw(comments):
    trained = fit(comments)
    read = trained.log_probabilities(["a great day", "an awful day"]).argmax(1)
    assert read.tolist() == [HAPPY, SAD]


def test_a_set_without_neutral_teaches_nothing_about_neutral(comments):
    diary = Sentences(comments.texts, np.eye(7)[[SAD] * 40], np.full(40, KINDS.index("dair")))
    both = fit(comments + diary)
    assert not MASKS[KINDS.index("dair")][NEUTRAL]
    logs = both.log_probabilities(["the table thing"])
    assert np.isfinite(logs).all()
    assert np.exp(logs).sum() == pytest.approx(1.0)


def test_eight_bits_keep_the_weights_to_a_hundredth():
    weights = np.random.default_rng(0).normal(size=(50, 8))
    small, scale = eight_bits(weights)
    assert small.dtype == np.int8
    assert np.abs(small * scale - weights).max() < 0.01 * np.abs(weights).max()


def test_a_missing_set_is_named_with_its_publisher(tmp_path):
    with pytest.raises(DataError, match=r"no file .*dair_train.tsv.*published by"):
        load(tmp_path, "dair_train")
