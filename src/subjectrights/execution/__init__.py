"""Carries plans out: journal, engine, second look."""
