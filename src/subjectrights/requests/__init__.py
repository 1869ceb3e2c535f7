"""Requests of data subjects: what is asked for, until when, and what became of it."""
