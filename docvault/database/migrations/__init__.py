"""The migrations: each brings the tables one revision further, and never changes afterwards.

They run inside the transaction of the one who opens the database, so a migration that fails or
is killed leaves the database as it was. A new one is a file in `versions/`, numbered on, and a
new `revision.HEAD`; a test compares what the migrations make with `tables.py`.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

_HERE = Path(__file__).parent


def config() -> Config:
    """Return Alembic's settings; there is no alembic.ini, since the URL belongs to the vault."""
    settings = Config()
    # ConfigParser reads % as the start of a variable.
    settings.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    return settings


def upgrade(connection: Connection, to: str = "head") -> None:
    """Run the migrations still missing, in the transaction of `connection`."""
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, to)
