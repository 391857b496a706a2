"""The services of every app, for tests that iterate over them."""

import importlib.util
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from types import ModuleType

from tests.layers import KNOWN, STACK

# `services`, and what has a name of its own in the same layer, such as `accounts.blocking`.
NAMES: list[str] = next(line.split(" : ") for line in KNOWN["layers"] if line.startswith("services : "))


def functions() -> Iterator[Callable[..., object]]:
    """Every public function of the services, from the module that defines it."""
    for module in _modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                yield function


def name_of(function: Callable[..., object]) -> str:
    return f"{function.__module__}.{function.__name__}"


def _modules() -> Iterator[ModuleType]:
    for app in STACK:
        for name in NAMES:
            if importlib.util.find_spec(f"{app}.{name}"):
                package = importlib.import_module(f"{app}.{name}")
                yield package
                for part in pkgutil.iter_modules(getattr(package, "__path__", [])):
                    yield importlib.import_module(f"{package.__name__}.{part.name}")
