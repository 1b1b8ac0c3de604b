"""Charts laid out for paper: each body as marks of a scene, in light colours."""
