"""The data map: what is held where, why, and who answers for it."""
