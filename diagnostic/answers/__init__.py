"""Answers, their states and evidence, the course of a voice, and the assessment file."""

from diagnostic.answers.answer import AGENCIES, UNANSWERED, VOICES, Answer, Voice
from diagnostic.answers.assessment import AgencyPair, Assessment

__all__ = ["AGENCIES", "UNANSWERED", "VOICES", "AgencyPair", "Answer", "Assessment", "Voice"]
