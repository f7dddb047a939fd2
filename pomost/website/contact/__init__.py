"""What visitors write to the office: the form, the messages, and the mail that goes out because of them.

A message is stored before anything is sent, so that neither a dead mail server nor a killed process loses it.
"""
