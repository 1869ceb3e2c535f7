"""What all tests share."""

from hypothesis import settings

# A busy machine makes an example slow without making it wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
