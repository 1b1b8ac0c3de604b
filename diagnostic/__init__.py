"""Customs–police cooperation diagnostic."""

__version__ = "0.1.0"
