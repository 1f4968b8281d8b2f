"""Bring a company's scripts in from workbooks and documents: draft pages in a folder, faulty rows beside them."""

from knowledge.intake.bringing import IntakeReport, bring_in_playbooks

__all__ = ["IntakeReport", "bring_in_playbooks"]
