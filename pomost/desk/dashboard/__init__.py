"""The home page of the desk: what comes, what is wrong, what changed lately."""
