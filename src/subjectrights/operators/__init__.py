"""Operators: who may handle personal data, and whether they are accredited today."""
