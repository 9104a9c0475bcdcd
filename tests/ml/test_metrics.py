import json

import numpy as np
import pytest

from ml.metrics import bootstrap, fit_temperature, reliability, softmax, summary

LABELS = ["a", "b", "c"]


def one_hot(predicted):
    return np.eye(3)[np.array(predicted)]


def test_figures_of_a_small_table_worked_out_by_hand():
    figures = summary(one_hot([0, 0, 1, 1]), np.array([0, 0, 0, 1]), LABELS)
    assert figures["n"] == 4
    assert figures["accuracy"] == pytest.approx(0.75)
    assert figures["confusion"] == [[2, 1, 0], [0, 1, 0], [0, 0, 0]]
    assert figures["per_class"]["a"] == pytest.approx({"precision": 1, "recall": 2 / 3, "f1": 0.8, "n": 3})
    assert figures["uar"] == pytest.approx((2 / 3 + 1) / 2)
    assert figures["macro_f1"] == pytest.approx((0.8 + 2 / 3) / 2)


def test_a_class_that_does_not_occur_takes_no_part_in_the_means():
    figures = summary(one_hot([0, 1, 2]), np.array([0, 1, 1]), LABELS)
    assert figures["uar"] == pytest.approx((1 + 0.5) / 2)
    assert figures["per_class"]["c"]["n"] == 0


def test_calibration_error_is_the_gap_between_confidence_and_accuracy():
    probabilities = np.tile([0.8, 0.1, 0.1], (10, 1))
    figures = summary(probabilities, np.array([0] * 5 + [1] * 5), LABELS)
    assert figures["ece"] == pytest.approx(0.3)


def test_a_certain_mistake_stays_a_finite_surprise():
    assert np.isfinite(summary(one_hot([0]), np.array([1]), LABELS)["nll"])


def test_the_summary_is_plain_json():
    figures = summary(np.full((2, 3), 1 / 3, np.float32), np.array([0, 2]), LABELS)
    assert json.loads(json.dumps(figures)) == figures
    assert set(figures) == {
        "n", "accuracy", "macro_f1", "uar", "ece", "nll", "per_class", "confusion", "labels",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("probabilities", "truth"),
    [(np.zeros((0, 3)), []), (np.ones((2, 2)), [0, 1]), (np.ones((1, 3)), [3]), (np.ones((1, 3)), [-1])],
)
def test_what_cannot_be_measured_is_refused(probabilities, truth):
    with pytest.raises(ValueError, match=r"measure|fit|labels"):
        summary(probabilities, np.array(truth, int), LABELS)


def test_the_temperature_that_drew_the_labels_is_found_again():
    rng = np.random.default_rng(1)
    logits = rng.normal(size=(4000, 5)) * 3
    truth = np.array([rng.choice(5, p=row) for row in softmax(logits / 2.0)])
    assert fit_temperature(logits, truth) == pytest.approx(2.0, rel=0.1)


def test_reliability_shares_sum_to_one():
    rows = reliability(softmax(np.random.default_rng(0).normal(size=(50, 3))), np.zeros(50, int))
    assert sum(row["share"] for row in rows) == pytest.approx(1)


def test_the_bootstrap_draws_whole_groups():
    values = np.repeat([0.0, 1.0], 50)
    by_group = bootstrap(lambda rows: values[rows].mean(), np.repeat(["x", "y"], 50), resamples=200)
    by_row = bootstrap(lambda rows: values[rows].mean(), np.arange(100), resamples=200)
    assert by_group == (0.0, 1.0)
    assert by_row[0] > 0.3
    assert by_row[1] < 0.7
