"""Charts of the models' reports, as SVG: the same input draws the same file, and none needs colour to be read."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ml.metrics import reliability as reliability_bins

matplotlib.rcParams.update({"svg.hashsalt": "emoflix", "svg.fonttype": "none", "font.size": 9})

INK = "#2b2a33"
TINT = "#c8553d"
MARKERS = "osv^Dx*P"


def as_svg(figure: Figure) -> bytes:
    """The figure's file, without a date so that nothing changes when nothing changed."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None})
    return buffer.getvalue()


def learning_curves(curves: Mapping[str, Sequence[tuple[float, float]]], label: str) -> bytes:
    """Accuracy on what is held back by epoch, a line a run.

    Args:
        curves: run → (epoch, share that was right) pairs.
        label: of the upright axis.
    """
    figure = Figure(figsize=(5.2, 3.4))
    axes = figure.subplots()
    for (name, points), marker in zip(curves.items(), MARKERS * 9, strict=False):
        epochs, shares = [epoch for epoch, _ in points], [100 * share for _, share in points]
        axes.plot(epochs, shares, marker=marker, markersize=3, linewidth=1, label=name)
    axes.set(xlabel="epoch", ylabel=label)
    axes.grid(alpha=0.3)
    if curves:
        axes.legend(fontsize=7)
    return as_svg(figure)


def confusion(table: Sequence[Sequence[int]], labels: Sequence[str]) -> bytes:
    """Rows are the truth and add up to 100 %; the number stands in every cell."""
    counts = np.array(table, float)
    shares = 100 * counts / np.maximum(counts.sum(1, keepdims=True), 1)
    figure = Figure(figsize=(4.4, 4.0))
    axes = figure.subplots()
    axes.imshow(shares, cmap="Greys", vmin=0, vmax=100)
    for (row, column), share in np.ndenumerate(shares):
        axes.text(column, row, f"{share:.0f}", ha="center", va="center", color="white" if share > 55 else INK)
    axes.set_xticks(range(len(labels)), labels, rotation=45, ha="right")
    axes.set_yticks(range(len(labels)), labels)
    axes.set(xlabel="read as", ylabel="labelled (rows in %)")
    return as_svg(figure)


def reliability(probabilities: NDArray[np.float64], truth: NDArray[np.int64]) -> bytes:
    """Accuracy against stated confidence; a dot's size is the share of rows it stands for."""
    bins = reliability_bins(probabilities, truth)
    figure = Figure(figsize=(3.8, 3.6))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=INK, linewidth=0.8, linestyle="--", label="as sure as right")
    axes.scatter(
        [row["confidence"] for row in bins],
        [row["accuracy"] for row in bins],
        s=[20 + 600 * row["share"] for row in bins],
        color=TINT,
        alpha=0.7,
    )
    axes.set(xlabel="stated confidence", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize=7, loc="upper left")
    return as_svg(figure)


def distribution(counts: Mapping[str, Mapping[str, int]]) -> bytes:
    """How many items each label has: a bar a split, and the first split once more as a pie.

    Args:
        counts: split → label → number.
    """
    first = next(iter(counts.values()))
    labels = list(first)
    figure = Figure(figsize=(8.4, 3.4))
    bars, pie = figure.subplots(1, 2, width_ratios=(2, 1))
    width = 0.8 / len(counts)
    for index, (split, numbers) in enumerate(counts.items()):
        places = np.arange(len(labels)) + (index - (len(counts) - 1) / 2) * width
        drawn = bars.bar(
            places,
            [numbers[label] for label in labels],
            width,
            label=split,
            hatch=("", "//", "..")[index % 3],
        )
        bars.bar_label(drawn, fontsize=6)
    bars.set_xticks(range(len(labels)), labels)
    bars.legend(fontsize=7)
    pie.pie(list(first.values()), labels=labels, autopct="%.0f %%", textprops={"fontsize": 7})
    return as_svg(figure)


def grid(images: NDArray[np.uint8], title: str, *, columns: int = 8) -> bytes:
    """Gray pictures side by side, as PNG.

    Args:
        images: uint8 (n, h, w).
    """
    rows = -(-len(images) // columns)
    figure = Figure(figsize=(columns, rows + 0.4))
    for index, axes in enumerate(np.atleast_1d(figure.subplots(rows, columns)).ravel()):
        axes.axis("off")
        if index < len(images):
            axes.imshow(images[index], cmap="gray", vmin=0, vmax=255)
    figure.suptitle(title)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    return buffer.getvalue()


def sounds(
    rows: Sequence[tuple[NDArray[np.float32], Mapping[str, NDArray[np.float32]]]], title: str, *, rate: int
) -> bytes:
    """Recordings one below the other, each with its wave and its features over time, as PNG.

    Args:
        rows: samples (n,) and name → features (t, channels).
        rate: samples a second.
    """
    columns = 1 + len(rows[0][1])
    figure = Figure(figsize=(3.2 * columns, 2.2 * len(rows) + 0.4))
    grid = figure.subplots(len(rows), columns, squeeze=False)
    for (samples, features), places in zip(rows, grid, strict=True):
        places[0].plot(np.arange(len(samples)) / rate, samples, color=INK, linewidth=0.4)
        places[0].set(title="wave", xlabel="seconds")
        for axes, (name, values) in zip(places[1:], features.items(), strict=True):
            seconds = len(samples) / rate
            axes.imshow(
                values.T, aspect="auto", origin="lower", cmap="magma", extent=(0, seconds, 0, values.shape[1])
            )
            axes.set(title=name, xlabel="seconds")
    figure.suptitle(title)
    figure.tight_layout()
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=80)
    return buffer.getvalue()


def shares(values: Mapping[str, Any], label: str) -> bytes:
    """Horizontal bars of percentages with their 95 % intervals.

    Args:
        values: name → (share, low, high), all 0-1.
    """
    figure = Figure(figsize=(5.2, 0.32 * len(values) + 0.8))
    axes = figure.subplots()
    names = list(values)[::-1]
    middle = np.array([100 * values[name][0] for name in names])
    spread = np.array([[100 * (v[0] - v[1]), 100 * (v[2] - v[0])] for v in (values[name] for name in names)])
    axes.errorbar(middle, range(len(names)), xerr=spread.T, fmt="o", color=TINT, ecolor=INK, capsize=2)
    axes.set_yticks(range(len(names)), names)
    axes.set(xlabel=label)
    axes.grid(axis="x", alpha=0.3)
    return as_svg(figure)
