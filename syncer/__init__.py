"""Milestone Syncer: the spreadsheet is the plan."""

__version__ = "0.1.0"
