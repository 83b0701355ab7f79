"""Steering a workshop: agenda, timer, locks and approval."""
