"""Parts of your own, named in a setting as `module:function`, so that no file of ours has to change."""

from importlib import import_module
from typing import Any

from tools.errors import BadInput


def load_part(spec: str, setting: str) -> Any:
    """Return the function that a setting names. Raises BadInput."""
    module, _, name = spec.partition(":")
    if not (module and name):
        raise BadInput(f"{setting}={spec!r} names no part.", fix="Write module:function, e.g. my_parts:make.")
    try:
        found = getattr(import_module(module), name)
    except ImportError as error:
        fix = "Put its folder on PYTHONPATH, or install it beside zhiji."
        raise BadInput(f"{setting}: the module {module!r} cannot be imported ({error}).", fix=fix) from error
    except AttributeError as error:
        raise BadInput(f"{setting}: {module!r} has no {name!r}.", fix="Check the name.") from error
    if not callable(found):
        raise BadInput(f"{setting}: {spec!r} is not a function.", fix="Name a function or a class.")
    return found
