"""Work that outlives the page that asked for it, where there is no broker: a command in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import threading

from django.conf import settings


def begin(*command: str) -> None:
    """Start a command of `manage.py` beside this process."""
    child = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, settings.BASE_DIR / "manage.py", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    # a child nobody waits for stays in the process table after its end, and so would look alive
    threading.Thread(target=child.wait, daemon=True).start()
