"""What all tests share."""

import os

from hypothesis import settings

# A busy machine makes an example slow without making it wrong.  In CI every run tries the same examples, so
# that a change is judged by itself; elsewhere they are drawn anew.
settings.register_profile("unhurried", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("unhurried")
