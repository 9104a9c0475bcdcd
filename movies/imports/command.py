"""What all import commands share: a run, a progress bar, a last sentence, an exit code."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from movies.imports.jobs import carry_out
from movies.imports.runs import AlreadyRunningError, ImportRun

EXIT_STOPPED, EXIT_UNUSABLE, EXIT_INTERRUPTED = 1, 2, 130
MESSAGES_SHOWN = 10  # of a run's log; the admin has them all


class ImportCommand(BaseCommand):
    """A command that carries out one kind of import; one that was cut off goes on where it stood."""

    kind: ImportRun.Kind

    def arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        """What the run is to read, as JSON; equal arguments are the same import."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            run = ImportRun.objects.ask(self.kind, self.arguments(options))
        except AlreadyRunningError as error:
            raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
        if run.checkpoint and options["verbosity"]:
            self.stderr.write(f"Going on where run {run.pk} was cut off.")
        self.carry_out(run, quiet=options["verbosity"] == 0)

    def carry_out(self, run: ImportRun, *, quiet: bool) -> None:
        with tqdm(total=100, unit="%", desc=run.get_kind_display(), disable=quiet) as bar:
            run.watcher = lambda run: _show(bar, run)
            try:
                carry_out(run)
            except AlreadyRunningError as error:
                raise CommandError(str(error), returncode=EXIT_UNUSABLE) from None
            except KeyboardInterrupt:
                raise CommandError(
                    "Stopped; the same command goes on from here.", returncode=EXIT_INTERRUPTED
                ) from None
        self.say(run, quiet=quiet)

    def say(self, run: ImportRun, *, quiet: bool) -> None:
        if run.state == ImportRun.State.FAILED:
            raise CommandError(run.messages[-1], returncode=EXIT_UNUSABLE)
        if run.state == ImportRun.State.CANCELLED:
            raise CommandError(run.messages[-1], returncode=EXIT_STOPPED)
        if quiet:
            return
        for sentence in run.messages[:MESSAGES_SHOWN]:
            self.stderr.write(sentence)
        more = len(run.messages) - MESSAGES_SHOWN + run.messages_left_out
        if more > 0:
            self.stderr.write(f"… and {more:,} more; the admin lists them (run {run.pk}).")
        self.stdout.write(f"{run.get_kind_display()}: {run.sentence()}")


def _show(bar: Any, run: ImportRun) -> None:
    bar.set_description(run.step or run.get_kind_display(), refresh=False)
    bar.set_postfix(rows=f"{run.seen:,}", refresh=False)
    bar.n = run.percent or 0
    bar.update(0)
