"""The register's tests run on every kind of database."""

from databases import database_url

__all__ = ["database_url"]
