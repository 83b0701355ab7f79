"""The files of a programme. One function collects what they may contain, and one writer for each format reads that."""
