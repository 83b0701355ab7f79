"""Programmes: interviews, the codebook, independent coding, themes and the matrix of one or more places."""
