"""Codes: the codebook, independent coding, agreement, facets and memos."""
