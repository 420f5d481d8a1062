"""The chaos suite: what pggit promises, held against the worst days of a database."""
