"""Visitors' messages at the desk: the list, one message with what became of its mail, the answer."""
