"""What became of drafts and of care: used, edited, refused; given, answered, unwelcome; each figure with its guard."""

from tools.kpis.report import KpiReport, kpi_report
from tools.kpis.service import ServiceReport, service_report
from tools.kpis.showing import note_shown

__all__ = ["KpiReport", "ServiceReport", "kpi_report", "note_shown", "service_report"]
