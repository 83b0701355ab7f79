"""The mapping page, its tables, and editing the framework."""
