"""Code that depends on the internals of a library: one file per library, each with a fallback."""
