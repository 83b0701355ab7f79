"""The extra `[suggest]`: elements suggested for a note, worked out on this machine in a process of its own."""
