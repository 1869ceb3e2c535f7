"""Consents: given, how, when, for what wording, withdrawn (Art. 7)."""
