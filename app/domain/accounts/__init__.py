"""Organisers' accounts: sign-in, invitations, second factors and the organisation."""
