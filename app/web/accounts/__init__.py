"""Pages for signing in, and for accounts and invitations."""
