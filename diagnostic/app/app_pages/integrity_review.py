"""Review of the integrity self-assessment: then close it, or reopen it."""

from diagnostic.app import reviewing
from diagnostic.service.desk import INTEGRITY

reviewing.page(INTEGRITY, "Integrity review")
