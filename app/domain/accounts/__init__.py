"""Organisers' accounts. Other areas import from here only who is signed in and the organisation."""

from app.domain.accounts.organisers import any_account, organisation
from app.domain.accounts.sessions import NotSignedIn, SecondFactorMissing, signed_in

__all__ = ["NotSignedIn", "SecondFactorMissing", "any_account", "organisation", "signed_in"]
