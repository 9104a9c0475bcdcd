"""Running an exported `.tflite` on one thread, safely from several."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

_one_at_a_time = threading.Lock()


class Network:
    """One LiteRT interpreter.

    An interpreter keeps its tensors in place and must not be entered twice at once, so calls take
    a lock; a face takes about a millisecond, far less than waiting would ever cost.
    """

    def __init__(self, path: Path) -> None:
        with _quiet():
            self._interpreter = Interpreter(model_path=str(path), num_threads=1)
            self._interpreter.allocate_tensors()
        self._inputs = self._interpreter.get_input_details()
        # the converter does not promise the order of outputs; their names keep the order of the model
        self._outputs = sorted(self._interpreter.get_output_details(), key=lambda detail: detail["name"])
        self._lock = threading.Lock()

    @property
    def input_shape(self) -> tuple[int, ...]:
        """Of the only input, or the first one."""
        return tuple(int(n) for n in self._inputs[0]["shape"])

    def __call__(
        self, batch_of_one: NDArray[np.float32] | Mapping[str, NDArray[np.float32]]
    ) -> list[NDArray[np.float32]]:
        """Outputs for one item, sorted by the names of the output tensors.

        Args:
            batch_of_one: of `input_shape`, or each input by its name where there are several.

        Raises:
            KeyError: an input of the network is not given.
        """
        with self._lock:
            for detail in self._inputs:
                given = (
                    batch_of_one[_name(detail["name"])] if isinstance(batch_of_one, Mapping) else batch_of_one
                )
                self._interpreter.set_tensor(detail["index"], given)
            self._interpreter.invoke()
            return [self._interpreter.get_tensor(detail["index"]).copy() for detail in self._outputs]


def _name(tensor: str) -> str:
    """The exporter writes "serving_default_frames:0" for an input called "frames"."""
    return tensor.removeprefix("serving_default_").partition(":")[0]


@contextmanager
def _quiet() -> Iterator[None]:
    """Send the process's standard error nowhere: the runtime announces its delegate there, from C++,
    where a command's one sentence belongs. A failure still raises."""
    with _one_at_a_time:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
        try:
            os.dup2(nowhere, 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            os.close(nowhere)
