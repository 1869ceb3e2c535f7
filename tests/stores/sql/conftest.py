"""The databases that these tests run on."""

from tests.databases import database_url, mariadb_url, postgresql_url, sqlite_url

__all__ = ["database_url", "mariadb_url", "postgresql_url", "sqlite_url"]
