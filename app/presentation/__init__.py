"""Translations, dates, templates and drawings, for pages and exports."""
