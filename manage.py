#!/usr/bin/env python
"""Django's command line for EmoFlix."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emoflix_site.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed in this Python; `make setup` prepares the environment in .venv.")
    try:
        settings.DEBUG  # noqa: B018 - whoever asks for one has all of them read
    except ImproperlyConfigured as error:
        sys.exit(cannot_begin(str(error).splitlines()))
    execute_from_command_line(sys.argv)


def cannot_begin(faults: list[str]) -> int:
    """Tell what the environment may not say; the doctor's way if it was asked for. Returns the exit code."""
    from emoflix_site import findings

    if sys.argv[1:2] != ["doctor"]:
        print(*faults, sep="\n", file=sys.stderr)
        return findings.UNUSABLE
    found = [findings.Finding(False, f"environment: {fault}") for fault in faults]
    print(findings.as_json(found) if "--json" in sys.argv else findings.as_text(found))
    return findings.SOMETHING_WRONG


if __name__ == "__main__":
    main()
