"""What to do about a result."""

from diagnostic.advice.guard import Guard, guard
from diagnostic.advice.measures import Measure, Measures, measures
from diagnostic.advice.next_steps import Advice, NextSteps, next_steps

__all__ = ["Advice", "Guard", "Measure", "Measures", "NextSteps", "guard", "measures", "next_steps"]
