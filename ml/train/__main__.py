"""`python -m ml.train {face|voice|text|fusion|films} --data PATH …`."""

from __future__ import annotations

import argparse
import importlib
import os
import sys

from ml.train.data import DataError

KINDS = {
    "face": "ml.train.face.command",
    "voice": "ml.train.voice.command",
    "text": "ml.train.text.command",
    "fusion": "ml.train.fusion.command",
    "films": "ml.train.films.command",
}


def main(argv: list[str] | None = None) -> int:
    """Dispatch to the kind's module, importing only what that kind of training needs."""
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    arguments = sys.argv[1:] if argv is None else argv
    kind = arguments[0] if arguments else ""
    if kind not in KINDS:
        print(f"usage: python -m ml.train {{{'|'.join(KINDS)}}} --data PATH …", file=sys.stderr)
        return 0 if kind in ("-h", "--help") else 2
    trainer = importlib.import_module(KINDS[kind])
    parser = argparse.ArgumentParser(prog=f"python -m ml.train {kind}", description=trainer.__doc__)
    trainer.add_arguments(parser)
    try:
        return int(trainer.main(parser.parse_args(arguments[1:])))
    except DataError as error:
        print(error, file=sys.stderr)
        return 2


if __name__ == "__main__":
    raise SystemExit(main())
