"""The peer: a plain Wagtail site of the same content, written as Wagtail's tutorial and demonstration site teach.

Nothing of Pomost is in it. It is no part of the product, only what the benchmark compares with.
"""
