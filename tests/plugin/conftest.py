"""The package in ``jsonl-store`` has tests of its own, which need it to be installed."""

collect_ignore = ["jsonl-store"]
