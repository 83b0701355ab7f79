"""Code that depends on the internals of a library, with one file for each library and a fallback in each."""
