"""What pggit does on a good day."""
