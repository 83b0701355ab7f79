"""What is kept and for how long: the security log, what is held, erasure and retention."""
