"""What broke a reader once, read again: each is read now, or refused by an error that the reader documents."""

import pytest

from tests.fuzz.findings import SEEDS
from tests.fuzz.large import LARGE
from tests.fuzz.targets import TARGETS
from tests.fuzz.verdict import check

STORED = [(path.parent.name, path.name) for path in sorted(SEEDS.glob("*/*"))]
MADE = [(target, name) for target in LARGE for name in LARGE[target]]
MOST_BYTES = 50_000


@pytest.mark.parametrize(("target", "seed"), STORED, ids=map(": ".join, STORED))
def test_what_broke_a_reader_breaks_it_no_more(target, seed):
    check(TARGETS[target], (SEEDS / target / seed).read_bytes())


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("target", "name"), MADE, ids=map(": ".join, MADE))
def test_what_is_too_large_to_be_kept_is_read_in_time(target, name):
    check(TARGETS[target], LARGE[target][name]())


def test_every_seed_is_small_and_of_a_target_that_exists():
    assert {target for target, _ in STORED} <= set(TARGETS)
    assert set(LARGE) <= set(TARGETS)
    assert [path for path in SEEDS.glob("*/*") if path.stat().st_size > MOST_BYTES] == []
