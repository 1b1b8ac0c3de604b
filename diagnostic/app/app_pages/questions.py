"""Questions: the questionnaire on cooperation, one section at a time."""

from diagnostic.app import questionnaire
from diagnostic.service.desk import COOPERATION

questionnaire.page(COOPERATION, "Questions")
