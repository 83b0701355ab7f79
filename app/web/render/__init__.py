"""Rendering: from the present state to fragments of HTML, and their caches."""
