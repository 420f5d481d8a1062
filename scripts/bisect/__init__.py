"""Finds the commit that made a test fail, in a worktree of its own: the user's stays untouched."""
