"""Keeps database engines from logging what they read.

SQLAlchemy hides parameters on request, but at the level DEBUG its logger prints every row that comes back.
"""

from __future__ import annotations

import logging
from typing import Any

__all__ = ["quiet_engine"]

_NAME = "subjectrights"
_LOGGERS = (f"sqlalchemy.engine.Engine.{_NAME}", f"sqlalchemy.pool.impl.QueuePool.{_NAME}")


def quiet_engine() -> dict[str, Any]:
    """The options with which an engine is made that logs no values, whatever the program's log level.

    Returns:
        Keyword arguments for ``sqlalchemy.create_engine``.
    """
    for name in _LOGGERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    return {"hide_parameters": True, "logging_name": _NAME, "pool_logging_name": _NAME}
