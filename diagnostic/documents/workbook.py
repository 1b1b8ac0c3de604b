"""Workbooks: one assessment, or a panel, as sheets with real tables. They hold texts and numbers, and no formula."""

from __future__ import annotations

from diagnostic.documents.workbook_assessment import assessment
from diagnostic.documents.workbook_panel import panel

__all__ = ["assessment", "panel"]
