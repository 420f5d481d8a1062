"""Follow a run while it goes on, from the files that its cells write: `scripts.results`."""
