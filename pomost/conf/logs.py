"""How much is written about what was refused."""

import logging


class RefusalsInOneLine(logging.Filter):
    """Django logs each request that it refuses (a host of another name, too many fields) as an error with a traceback.

    Anybody can send those, and nothing is wrong here: one line, as a warning, is enough to notice.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass; what the logger django.security.… says loses its traceback."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
