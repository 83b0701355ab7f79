"""Organisers' accounts. Other areas ask only who is signed in, and whose installation this is."""

from app.domain.accounts.organisers import any_there, organisation
from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing, signed_in

__all__ = ["NotSignedIn", "SecondFactorMissing", "any_there", "organisation", "signed_in"]
