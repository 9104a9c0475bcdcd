"""Searching the settings of a face training with Optuna; several machines may share one study."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import optuna

from ml.train.data import DataError
from ml.train.face.augment import Augmentation
from ml.train.face.data import Sets
from ml.train.face.fit import RUNS, Plan, fit


def search(plan: Plan, sets: Sets, *, trials: int, storage: str) -> optuna.Study:
    """Try `trials` settings around `plan`, judged on PublicTest before calibration, the selection set.

    A trial that falls behind the median of the earlier ones at the same epoch is given up. The study
    has the name of the architecture and its epochs, and lives at `storage` (any SQLAlchemy URL): run
    the same command again, or on another machine, and it goes on.

    Raises:
        DataError: the storage cannot be reached.
    """
    if storage.startswith("sqlite:///"):
        Path(storage.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    try:
        study = optuna.create_study(
            study_name=f"{plan.arch}-{plan.epochs}-epochs",
            storage=storage,
            direction="maximize",
            load_if_exists=True,
            sampler=optuna.samplers.TPESampler(),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=3, n_warmup_steps=2),
        )
    except Exception as error:  # SQLAlchemy, its drivers and Optuna each raise their own
        reason = str(error).splitlines()[0]
        raise DataError(f"The study's storage cannot be used: {reason}") from None
    study.optimize(lambda trial: _accuracy(trial, plan, sets), n_trials=trials)
    finished = [trial for trial in study.trials if trial.state is optuna.trial.TrialState.COMPLETE]
    print(f"{len(study.trials)} trials in the study, {len(finished)} of them finished.")
    if finished:
        print(f"Best: {study.best_value:.4f} with {json.dumps(study.best_params)}.")
    return study


def settings(trial: optuna.Trial, plan: Plan) -> Plan:
    """The plan a trial asks for. The blend of labels stays: it changes what the target means."""
    return replace(
        plan,
        learning_rate=trial.suggest_float("learning_rate", plan.peak / 5, plan.peak * 3, log=True),
        weight_decay=trial.suggest_float("weight_decay", 5e-4, 2e-2, log=True),
        augmentation=Augmentation(
            zoom=trial.suggest_float("zoom", 0.0, 0.3),
            shift=trial.suggest_float("shift", 0.0, 0.15),
            degrees=trial.suggest_float("degrees", 0.0, 20.0),
            erase=trial.suggest_float("erase", 0.0, 0.5),
            mixup=trial.suggest_float("mixup", 0.0, 0.4),
        ),
    )


def _accuracy(trial: optuna.Trial, plan: Plan, sets: Sets) -> float:
    def tell(epoch: int, accuracy: float) -> None:
        trial.report(accuracy, epoch)
        if trial.should_prune():
            raise optuna.TrialPruned

    run = RUNS / "tune" / f"{plan.arch}-{trial.number}"
    history = fit(settings(trial, plan), run, sets.train, sets.targets, sets.test, on_epoch=tell)
    return max(float(epoch["public_test"]) for epoch in history["epochs"])
