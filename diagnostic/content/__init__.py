"""Content as data: YAML that was checked, frozen, and knows where it comes from."""

from diagnostic.content.faults import Fault, Refused
from diagnostic.content.library import check, load, shipped
from diagnostic.content.model import Instrument, Item, Library, Policy, Step

__all__ = ["Fault", "Instrument", "Item", "Library", "Policy", "Refused", "Step", "check", "load", "shipped"]
