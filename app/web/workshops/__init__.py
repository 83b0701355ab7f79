"""Pages for the list of workshops, their details, questions, people and devices."""
