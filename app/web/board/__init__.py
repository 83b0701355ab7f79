"""The board: its page, joining, and posting and changing notes."""
