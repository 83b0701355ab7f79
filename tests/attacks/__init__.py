"""Attacks on a real server: short ones here, long ones with `make attack`."""
