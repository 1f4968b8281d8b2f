"""What became of drafts: seen, used as they were, edited, refused; each figure with the one that guards it."""

from tools.kpis.report import KpiReport, kpi_report
from tools.kpis.showing import note_shown

__all__ = ["KpiReport", "kpi_report", "note_shown"]
