#!/usr/bin/env python
"""Run one of the project's management commands."""

import os
import sys

# These read a file and print figures. They touch no data, so they need no secrets of an installation.
ON_FILES_ALONE = {"score", "network", "simulate"}


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnering.settings")
    if len(sys.argv) > 1 and sys.argv[1] in ON_FILES_ALONE and "SECRET_KEY" not in os.environ:
        os.environ.setdefault("TRACTION_DEMO", "1")
    from django.core.management import execute_from_command_line  # needs the settings module named first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
