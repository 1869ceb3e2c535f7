"""The edges where data is kept: SQL databases, CSV and Parquet files, and memory."""
