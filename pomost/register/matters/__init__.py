"""Matters: what comes and what is wrong in the records of some cities: for the dashboard, calendars and mails."""
