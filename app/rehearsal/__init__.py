"""Simulated participants, which use the product through HTTP and sockets only."""
