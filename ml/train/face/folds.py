"""Cross-validation on FER-2013's Training faces: fresh weights in every fold, copies of a face in one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from ml.train.data import DataError
from ml.train.face.data import Faces, Sets, groups
from ml.train.face.fit import Plan, fit


def cross_validate(plan: Plan, sets: Sets, *, folds: int, resume: bool = False) -> list[float]:
    """Train and judge `folds` models, each on the faces the others were judged on.

    PublicTest takes no part. Nothing is chosen on a fold: every model trains to the end of the plan
    and is judged as it then is.

    Returns:
        Accuracy of each fold's model on the fold it never saw.

    Raises:
        DataError: fewer than two folds.
    """
    plan = replace(plan, patience=0)
    faces, accuracies = sets.train, []
    for number, held in enumerate(split(faces, folds, seed=plan.seed), start=1):
        run = plan.run.with_name(f"{plan.run.name}-fold-{number}-of-{folds}")
        history = fit(plan, run, faces.only(~held), sets.targets[~held], faces.only(held), resume=resume)
        accuracies.append(float(history["epochs"][-1]["public_test"]))
        print(f"fold {number} of {folds}: {accuracies[-1]:.4f} on {int(held.sum())} faces.")
    print(
        f"{folds} folds of Training, {plan.arch}, {plan.epochs} epochs, before calibration: "
        f"{np.mean(accuracies):.4f} ± {np.std(accuracies, ddof=1):.4f}."
    )
    return accuracies


def split(faces: Faces, folds: int, *, seed: int) -> list[NDArray[np.bool_]]:
    """Which faces each fold holds back; bool (n,) a fold, every face in exactly one.

    Raises:
        DataError: fewer than two folds, or more than there are different faces.
    """
    copies = groups(faces)
    if not 2 <= folds <= len(np.unique(copies)):
        raise DataError(f"{folds} folds of {len(np.unique(copies))} different faces cannot be made.")
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    held = []
    for _, chosen in splitter.split(faces.images, faces.labels, copies):
        mask = np.zeros(len(faces), bool)
        mask[chosen] = True
        held.append(mask)
    return held
