"""The visitor's basket: what they collect on the site, to read, print and hand on.

It lives in one signed cookie and in addresses; nothing of it is kept here, so nobody needs an account.
"""
