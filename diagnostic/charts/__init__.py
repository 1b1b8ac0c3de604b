"""Charts: pure specifications, and renderers that are loaded when needed."""
