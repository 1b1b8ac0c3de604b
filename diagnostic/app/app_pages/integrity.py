"""Integrity questions: the self-assessment of the own agency, one section at a time."""

from diagnostic.app import questionnaire
from diagnostic.service.desk import INTEGRITY

questionnaire.page(INTEGRITY, "Integrity questions")
