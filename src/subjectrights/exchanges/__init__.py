"""Data sets that change hands: documented, screened, and their recipients told of what changes later."""
