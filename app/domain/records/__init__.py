"""The security log: what organisers and the host did to accounts."""
