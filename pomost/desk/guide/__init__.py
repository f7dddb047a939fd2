"""The officers' guide: the Markdown of docs/guide, shown inside the admin in the officer's language."""
