"""`manage.py forget_old_moods`: delete moods that their owners wanted kept no longer. Meant for every night."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from emotions.privacy.retention import forget_old


class Command(BaseCommand):
    help = "Delete the moods that are older than their owners want them kept; run it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        gone = forget_old()
        self.stdout.write(
            f"{gone} mood{'' if gone == 1 else 's'} had been kept long enough and {'is' if gone == 1 else 'are'} gone."
        )
