"""Steering a running workshop: agenda, timer, locks, approval, attention, and what each person may see."""
