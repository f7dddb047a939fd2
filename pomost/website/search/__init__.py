"""The search of the public site: what is found, by which words, and what is shown of it."""
