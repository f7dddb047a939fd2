#!/usr/bin/env python3
"""Pomost's commands: `python manage.py help` lists them."""

import os
import signal
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pomost.conf.settings")
    signal.pthread_sigmask(signal.SIG_SETMASK, ())  # a server that starts a command keeps signals from its children
    try:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:  # Ctrl-C where nothing has to be tidied up
        sys.exit(130)
