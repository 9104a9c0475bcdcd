"""`python -m ml.train voice`: judges the voice model by actor, then trains and publishes the one that ships.

`--protocol` judges by another split and publishes nothing; `--report` writes the report from what was judged.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import keras
import numpy as np

from ml.train.data import DataError
from ml.train.voice import clips as clips_of
from ml.train.voice import fit as fitting
from ml.train.voice import nets, protocols
from ml.train.voice.clips import Clips
from ml.train.voice.fit import Ensemble, Plan

RUNS = Path(".train/voice")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    ensemble = Ensemble()
    plan = ensemble.plan
    parser.add_argument("--data", type=Path, required=True, help="folder or zip of RAVDESS speech")
    parser.add_argument("--arch", choices=sorted(nets.ARCHITECTURES), default=plan.arch)
    parser.add_argument("--epochs", type=int, default=plan.epochs)
    parser.add_argument("--learning-rate", type=float, default=plan.learning_rate)
    parser.add_argument("--protocol", choices=protocols.PROTOCOLS, default="by-actor")
    parser.add_argument(
        "--augmented",
        type=int,
        default=ensemble.augmented,
        help="networks of a split that hear augmented clips",
    )
    parser.add_argument(
        "--plain",
        type=int,
        default=ensemble.plain,
        help="networks averaged with them that hear clips as recorded",
    )
    parser.add_argument("--splits", type=int, default=3, help="of the random protocols")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--judge-only", action="store_true", help="publish nothing")
    parser.add_argument("--report", action="store_true", help="write docs/models/voice.md and its pictures")


def main(args: argparse.Namespace) -> int:
    from ml.train.voice import export, figures, report

    if args.augmented < 0 or args.plain < 0 or args.augmented + args.plain == 0:
        raise DataError("There must be at least one network.")
    ensemble = Ensemble(Plan(args.arch, args.epochs, args.learning_rate), args.augmented, args.plain)
    clips = clips_of.load(args.data, RUNS)
    for line in clips.skipped:
        print(f"skipped {line}")
    if clips.skipped:
        print(f"{len(clips.skipped)} files were left out, {len(clips.clips)} clips taken.")
    if args.report:
        report.write(clips, args.data, RUNS)
        return 0
    if args.protocol == "leaked-split":
        clips = protocols.copied_first(clips)
    splits = protocols.splits_of(args.protocol, clips, args.splits)
    judged = protocols.judge(ensemble, args.protocol, clips, splits, RUNS, resume=args.resume)
    figures.show(args.protocol, judged)
    if not args.judge_only and args.protocol == "by-actor":
        models = [_final(plan, clips, seed, resume=args.resume) for plan, seed in ensemble.members]
        export.publish_models(ensemble, judged, models)
    return 0


def _final(plan: Plan, clips: Clips, seed: int, *, resume: bool) -> keras.Model:
    """A model of all actors, kept so that a kill before the export does not cost it."""
    stored = RUNS / f"by-actor-{plan.name}" / f"all-{seed}-{plan.epochs}.weights.h5"
    everyone = np.ones(len(clips.clips), bool)
    if resume and stored.exists():
        model = fitting.built(plan, clips, everyone)
        model.load_weights(stored)
    else:
        checkpoint = stored.with_name(f"all-{seed}-{plan.epochs}.keras")
        if not resume:
            checkpoint.unlink(missing_ok=True)
        model = fitting.fit(plan, clips, everyone, seed, checkpoint)
        partial = stored.with_name(f"partial-{stored.name}")
        model.save_weights(partial)
        partial.rename(stored)
    model.name = f"{plan.name}_{seed}".replace("-", "_")
    return model
