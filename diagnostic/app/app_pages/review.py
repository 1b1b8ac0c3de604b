"""Review of the answers on cooperation: then submit, reopen, release, open."""

from diagnostic.app import reviewing
from diagnostic.service.desk import COOPERATION

reviewing.page(COOPERATION, "Review")
