"""Next steps: where they come from, who does them, and their public page."""
