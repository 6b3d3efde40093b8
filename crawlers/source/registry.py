"""Reads source definitions, and says which file, line and field is wrong."""

import json
from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from crawlers.errors import SourceError
from crawlers.source.model import Source
from crawlers.source.ways import WAYS
from nguon.settings import settings

# What PyYAML lets through where a value is not what its tag says: `!!int ""`, `!!bool x`, `!!timestamp x` …
_SLIPS = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class _Loader(yaml.SafeLoader):
    """Leaves dates to the fields that hold them, so that an impossible one is named by its line; takes no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        keys: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                told = "the name of a field must be plain words"
                raise yaml.constructor.ConstructorError(None, None, told, key.start_mark)
            if key.value in keys:
                told = f"the field {key.value!r} is there twice"
                raise yaml.constructor.ConstructorError(None, None, told, key.start_mark)
            keys.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mark(error: Exception) -> str:
    """`:LINE` of what could not be read, where that is known."""
    if isinstance(error, UnicodeDecodeError):
        before = error.object[: error.start].count(b"\n")
        return f":{before + 1}"
    mark = getattr(error, "problem_mark", None)
    return f":{mark.line + 1}" if mark else ""


def load_source(folder: Path) -> Source:
    """The source that `folder` defines.

    Raises:
        SourceError: the definition is broken; the message names file, line and field.
    """
    path = folder / "source.yaml"
    try:
        text = path.read_bytes().decode()
        values = _Loader(text).get_single_data()
    except (OSError, RecursionError, yaml.YAMLError, *_SLIPS) as error:
        raise SourceError(f"{path}{_mark(error)}: cannot be read: {error}", source=folder.name) from error
    if not isinstance(values, dict):
        raise SourceError(f"{path}:1: must be a mapping of fields", source=folder.name)
    try:
        return Source.model_validate({"id": folder.name, **values}, context={"folder": folder.name})
    except ValidationError as error:
        raise SourceError(_explain(path, text, error), source=folder.name) from error


def source_ids(folder: Path | None = None) -> list[str]:
    """Every source that has a folder, broken or not."""
    root = folder or settings().sources
    return sorted(path.parent.name for path in root.glob("*/source.yaml"))


@cache
def source(source_id: str) -> Source:
    """The source of that id.

    Raises:
        SourceError: there is none, or its definition is broken.
    """
    folder = settings().sources / source_id
    if not (folder / "source.yaml").is_file():
        known = ", ".join(source_ids())
        raise SourceError(f"no such source; known: {known}", source=source_id)
    return load_source(folder)


def readable_sources() -> tuple[list[Source], list[SourceError]]:
    """Every source whose definition can be read, in the order of their ids, and why the others cannot."""
    good, bad = [], []
    for source_id in source_ids():
        try:
            good.append(source(source_id))
        except SourceError as error:
            bad.append(error)
    return good, bad


def source_of_host(host: str) -> Source | None:
    """The source that `host` belongs to."""
    return next((each for each in readable_sources()[0] if host in each.all_hosts), None)


def _explain(path: Path, text: str, error: ValidationError) -> str:
    """One line per fault: file, line, field, what is wrong."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    told, faults = error.errors(), []
    for fault in told:
        if fault["type"] == "too_short" and any(_inside(other["loc"], fault["loc"]) for other in told):
            continue  # its entries are there, they are only wrong themselves
        place = [part for part in fault["loc"] if part not in WAYS]
        field = ".".join(str(part) for part in place) or "(whole file)"
        faults.append(f"{path}:{_line(root, place)}: {field}: {fault['msg']}")
    return "\n".join(faults)


def _inside(place: tuple[int | str, ...], outer: tuple[int | str, ...]) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer


def _line(node: yaml.Node | None, place: list[Any]) -> int:
    """Line (from 1) of the deepest node on the way to `place`."""
    line = node.start_mark.line + 1 if node else 1
    for part in place:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(part)), None)
            if found is None:
                break
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def schema() -> str:
    """JSON Schema of a `source.yaml`, for editors that complete and check while one types."""
    described = Source.model_json_schema()
    described["title"] = "source.yaml"
    described["properties"].pop("id")
    described["required"].remove("id")
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"
