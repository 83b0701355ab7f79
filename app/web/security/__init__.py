"""Signed cookies and links, rate limits, admission of newcomers, and the checks in front of every route."""
