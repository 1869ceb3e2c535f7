"""``python -m subjectrights``: the command, where its script isn't on the path."""

from subjectrights.cli import main

main()
