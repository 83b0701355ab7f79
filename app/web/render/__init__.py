"""From the present state to fragments of HTML, and the caches of those."""
