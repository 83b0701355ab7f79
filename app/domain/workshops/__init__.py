"""Workshops: plans, details, questions, links, seats, closing and deletion."""
