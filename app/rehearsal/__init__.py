"""A crowd of participants as programs, which use the product through HTTP and sockets only."""
