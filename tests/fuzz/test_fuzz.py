"""The fuzzer finds what is broken, keeps it small, and says how to see it again."""

import time

import pytest

from tests.fuzz.findings import Findings, failure, shrunk
from tests.fuzz.fuzz import Engine, fuzz, missing
from tests.fuzz.targets import TARGETS
from tests.fuzz.verdict import Target, TooSlow, cause, check

needs_atheris = pytest.mark.skipif(bool(missing()), reason=missing())


def target(read, *refusals: type[Exception]) -> Target:
    return Target(read, refusals, lambda: [b""])


def fails(data: bytes) -> None:
    raise ValueError(data)


def thinks(_: bytes) -> None:
    while True:
        pass


@pytest.mark.parametrize("name", TARGETS)
def test_every_target_reads_one_of_its_samples(name):
    """A target whose samples are all refused would never come to the reader's inside."""
    samples = [each for each in TARGETS[name].samples() if len(each) <= TARGETS[name].longest]
    assert samples
    assert any(failure(target(TARGETS[name].read), each) is None for each in samples)


def test_a_refusal_is_no_failure_and_any_other_error_is_one():
    check(target(fails, ValueError), b"x")
    with pytest.raises(ValueError, match="x"):
        check(target(fails, KeyError), b"x")
    assert isinstance(failure(target(fails), b"x"), ValueError)
    assert failure(target(len), b"x") is None


def test_what_thinks_too_long_is_stopped_where_it_is():
    before = time.process_time()
    with pytest.raises(TooSlow, match=r"more than 0\.2 s") as caught:
        check(target(thinks), b"x", 0.2)
    assert time.process_time() - before < 5
    assert "in " in cause(caught.value)


def test_no_broad_except_swallows_the_bound():
    def stubborn(data: bytes) -> None:
        try:
            thinks(data)
        except Exception:  # noqa: BLE001 -- the fool is the point
            thinks(data)

    with pytest.raises(TooSlow):
        check(target(stubborn), b"x", 0.2)


def test_a_finding_is_shrunk_to_what_breaks():
    def broken(data: bytes) -> None:
        assert not (b"<" in data and b">" in data), "a tag"

    of = target(broken)
    why = cause(failure(of, b"<>"))
    assert shrunk(of, b"tin <b> " * 50, why) in {b"<>", b"><"}


def test_one_cause_is_kept_once(tmp_path):
    found = Findings(target(fails), tmp_path / "seeds")
    for data in (b"abc", b"d", b""):
        found.look(data)
    assert [path.read_bytes() for path in (tmp_path / "seeds").iterdir()] == [b""]
    assert len(found.told) == 1
    assert "ValueError" in found.told[0]


@needs_atheris
def test_an_engine_that_cannot_start_is_told(tmp_path):
    with Engine("tests.fuzz.nobody") as engine, pytest.raises(RuntimeError, match="the engine ended"):
        fuzz(engine, "dates", TARGETS["dates"], 1, tmp_path)


@needs_atheris
@pytest.mark.parametrize(
    ("name", "told"), [("fails", "ZeroDivisionError"), ("crashes", "it ends the process")]
)
def test_what_is_planted_is_found(tmp_path, name, told):
    from tests.fuzz.planted import PLANTED  # noqa: PLC0415 -- it needs atheris

    seeds = tmp_path / "seeds"
    with Engine("tests.fuzz.planted") as engine:
        result = fuzz(engine, name, PLANTED[name], 3, tmp_path / "var", seeds=seeds)
    assert any(told in line for line in result.found), result
    kept = [path.read_bytes() for path in (seeds / name).iterdir()]
    assert kept
    assert all(b"Loa" in each for each in kept)
    assert name == "crashes" or (kept, result.tried > 0) == ([b"Loa"], True)
