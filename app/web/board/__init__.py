"""The board, joining it and posting on it."""
