"""What to do about a result."""

from diagnostic.advice.guard import Guard, guard
from diagnostic.advice.measures import Measure, Measures, measures

__all__ = ["Guard", "Measure", "Measures", "guard", "measures"]
