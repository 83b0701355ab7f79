"""Signed cookies and links, limits, admission of newcomers, and the checks in front of every route."""
