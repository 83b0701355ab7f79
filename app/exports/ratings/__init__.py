"""Ratings in words, tables and figures, the same on pages, in files and in reports."""
