"""The settings of a machine on which nothing is set: no model, no server, no folder of its own."""

from pathlib import Path
from typing import Any

from api.settings import Settings


def plain_settings(folder: Path) -> Settings:
    """Return the defaults, with the data in a folder; what the environment says counts for nothing."""
    fields: dict[str, Any] = {
        name: info.get_default(call_default_factory=True) for name, info in Settings.model_fields.items()
    }
    return Settings.model_construct(None, **{**fields, "data_dir": folder})
