"""The proof that the suite can go red: planted bugs in pggit, each of which must be noticed."""
