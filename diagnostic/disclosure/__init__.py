"""Small groups: what may be shown of a few administrations, and what is withheld so that it cannot be worked out."""

from diagnostic.disclosure.register import Decision, Register
from diagnostic.disclosure.rules import Settings, never_compared

__all__ = ["Decision", "Register", "Settings", "never_compared"]
