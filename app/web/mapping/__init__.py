"""The mapping page, its tables and the framework."""
