#!/usr/bin/env python
"""Run one of the project's management commands."""

import os
import sys


def main() -> None:
    """Hand the command line to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnering.settings")
    from django.core.management import execute_from_command_line  # needs the settings module named first

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
