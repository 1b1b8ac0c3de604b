"""What to do about a result."""

from diagnostic.advice.next_steps import Advice, NextSteps, next_steps

__all__ = ["Advice", "NextSteps", "next_steps"]
