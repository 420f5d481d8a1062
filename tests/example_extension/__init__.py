"""An SQL extension that is not pggit, with a chaos suite of its own (docs/testing/EXTENDING.md)."""
