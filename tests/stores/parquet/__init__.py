"""Tests of the Parquet store; a package, so that they can share short hands."""
