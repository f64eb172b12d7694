"""The pure core: what a document is, how documents relate, what is in force on a day.

Nothing here knows Pelican, reads a file (but the tables beside it) or asks the clock: the day is always an argument.
"""
