"""The command that shows how the brand speaks."""

from pathlib import Path
from typing import Annotated

import typer

from api.commands.running import AsJson, DataDir
from api.terminal import show, show_json


def show_voice(
    file: Annotated[Path | None, typer.Argument(help="A sheet to check (default: the one in force).")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Check the brand's sheet and show how it speaks; a fault is named with line and fix."""
    from api.settings import read_settings, with_demo_fallback
    from tools.checks.voice import read_voice

    settings = read_settings(data_dir=data_dir)
    chosen = file or (settings if data_dir else with_demo_fallback(settings)).voice_file
    lines = dict(read_voice(chosen).as_lines())
    if as_json:
        show_json({"file": str(chosen or ""), **lines})
        return
    show(f"{chosen or 'the built-in sheet'}")
    for name, value in lines.items():
        show(f"  {name:<18} {value or '-'}")
