"""Organisers, their passwords and their invitations."""
