"""Asks: what people rate in a workshop, their ballots and the results."""
