"""What people see: short routes, rendering and security."""
