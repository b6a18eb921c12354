"""A quem a Central liga de volta."""
