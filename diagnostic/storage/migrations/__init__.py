"""Alembic migrations of the database: the truth about its tables."""
