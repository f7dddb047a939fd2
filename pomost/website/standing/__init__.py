"""Pages that every public site stands on: its accessibility statement, its sources and licences, what it keeps of whom.

Their words follow from settings and code; nobody writes them, so nobody can forget to.
"""
