"""Documents of words, tables and figures, and one writer for each format of them."""
