"""Read YAML with libyaml: several times faster than the pure reader, and just as safe."""

from pathlib import Path
from typing import Any

import yaml


def load_yaml(text: str) -> Any:
    """Return the document of a YAML text. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=yaml.CSafeLoader)


def read_yaml(path: Path) -> Any:
    """Return the document of a YAML file in UTF-8. Raises OSError, UnicodeDecodeError, yaml.YAMLError."""
    return load_yaml(path.read_text("utf-8"))
