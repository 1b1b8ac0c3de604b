"""Who may see and do what."""

from diagnostic.access.roles import NotAllowed, Viewer, allowed, require
from diagnostic.access.views import View, redact

__all__ = ["NotAllowed", "View", "Viewer", "allowed", "redact", "require"]
