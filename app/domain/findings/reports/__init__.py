"""Reports: blocks, checks, quotes, signed editions, and checking back with participants."""
