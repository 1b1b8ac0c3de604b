"""Use cases: check access, read, call the core, write, audit. One function each."""
