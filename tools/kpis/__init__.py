"""What became of drafts and of care: used, edited, refused; given, answered, unwelcome; each figure with its guard."""

from tools.kpis.kept import count_ahead, days_asked, kept_report
from tools.kpis.report import KpiReport, kpi_report
from tools.kpis.service import ServiceReport, service_report
from tools.kpis.showing import note_shown

__all__ = [
    "KpiReport",
    "ServiceReport",
    "count_ahead",
    "days_asked",
    "kept_report",
    "kpi_report",
    "note_shown",
    "service_report",
]
