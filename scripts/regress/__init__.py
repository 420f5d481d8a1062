"""PostgreSQL's own regression files, run on a server without and with pggit.

The oracle is the difference between the two runs, never the files' expected output: other settings,
another order or a missing library change both in the same way.
"""
