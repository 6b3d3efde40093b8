"""The process in which atheris looks for one target's failures: ``python -m tests.fuzz.engine TARGET SEEDS FLAGS…``.

Our readers are instrumented as they are loaded, and those of others that are written in Python. A finding is kept, told,
and no reason to stop; what ends the process (a crash in C, a hang there, memory) libFuzzer writes down itself.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import atheris

from tests.fuzz.findings import Findings
from tests.fuzz.verdict import Target

INSTRUMENTED = ("crawlers", "transforms", "protego", "feedparser", "warcio", "asn1crypto", "yaml")


def targets() -> Mapping[str, Target]:
    """The registry, loaded under atheris' eyes."""
    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 -- what is imported here is instrumented

        return TARGETS


def run(known: Mapping[str, Target], arguments: Sequence[str]) -> None:
    """Fuzz until libFuzzer's flags say that it is enough; does not return."""
    name, seeds, *flags = arguments
    found = Findings(known[name], Path(seeds))

    def once(data: bytes) -> None:
        before = len(found.told)
        found.look(data)
        for line in found.told[before:]:
            sys.stdout.write(f"FOUND {line}\n")
            sys.stdout.flush()

    atheris.Setup([name, *flags], once)
    atheris.Fuzz()


if __name__ == "__main__":
    run(targets(), sys.argv[1:])
