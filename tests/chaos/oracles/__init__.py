"""What decides, after the fact, whether pggit kept its word. Each signs in as evidence."""
