"""Builds one accessible PDF from a plain description. Knows nothing of records, pages or requests."""
