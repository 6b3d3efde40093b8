"""Whenever a writer dies, the archive is readable and nothing whole is lost."""

import fcntl
import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from fastwarc.warc import WarcRecordType
from fsspec.implementations.local import LocalFileSystem
from hypothesis import given, settings
from hypothesis import strategies as st

from crawlers.archive import ArchiveWriter, archive_files, read_captures, recover_spool
from crawlers.capture import Capture
from nguon.settings import ROOT
from tests.crawlers.archive.making import (
    CRAWL,
    EXCHANGES,
    LIMIT,
    REVISITS,
    SHELF,
    exchange,
    records,
    warcio_check,
)


def recover(home: Path, raw: bytes) -> list[str]:
    (home / "spool").mkdir()
    (home / "spool" / f"{CRAWL}.warc.gz").write_bytes(raw)
    return recover_spool(home / "spool", str(home / "archive"))


def is_prefix(captures: list[Capture], whole: int) -> bool:
    """Whether exactly the exchanges come back whose answer lies within the first `whole` records."""
    wanted = EXCHANGES[: max(0, whole - 1) // 3]
    return [(each.url, each.purpose, each.status) for each in captures] == [
        (each.url, each.purpose, each.status) for each in wanted
    ]


@settings(max_examples=60)
@given(data=st.data())
def test_a_file_cut_at_any_byte_keeps_its_whole_records(tmp_path_factory, spooled, data):
    raw, ends = spooled
    near = [byte for end in ends for byte in (end - 1, end, end + 1, end + 10) if byte <= len(raw)]
    cut = data.draw(st.sampled_from(near) | st.integers(0, len(raw)))
    home = tmp_path_factory.mktemp("cut")
    whole = sum(end <= cut for end in ends)
    assert recover(home, raw[:cut]) == ([SHELF] if whole else [])
    assert list((home / "spool").iterdir()) == []
    if whole:
        shelved = home / "archive" / SHELF
        assert shelved.read_bytes() == raw[: ends[whole - 1]]
        assert len(records(shelved)) == whole
        assert is_prefix(list(read_captures(str(home / "archive"), SHELF, max_bytes=LIMIT)), whole)


@settings(max_examples=60)
@given(cut=st.integers(0, 3000), junk=st.binary(min_size=1, max_size=40))
def test_junk_after_a_cut_is_dropped(tmp_path_factory, spooled, cut, junk):
    raw, ends = spooled
    home = tmp_path_factory.mktemp("junk")
    whole = max((end for end in ends if end <= cut), default=0)
    if recover(home, raw[:cut] + junk):
        kept = (home / "archive" / SHELF).read_bytes()
        assert raw.startswith(kept)
        assert len(kept) in ends
        assert len(kept) >= whole
    else:
        assert whole == 0


def test_warcio_check_passes_what_was_recovered(tmp_path, spooled):
    raw, _ = spooled
    recover(tmp_path, raw[:-100])
    told = warcio_check(tmp_path / "archive" / SHELF)
    assert told.count("digest p") == 3 * len(EXCHANGES)
    assert told.count("(revisit)") == REVISITS - 1
    assert "failed" not in told


def test_nothing_is_to_recover_where_nothing_was_spooled(tmp_path):
    assert recover_spool(tmp_path / "spool", str(tmp_path / "archive")) == []


def test_damage_in_the_middle_costs_none_of_what_follows(tmp_path, spooled):
    raw, ends = spooled
    broken = bytearray(raw)
    broken[ends[4] + 40] ^= 1
    assert recover(tmp_path, bytes(broken) + b"\x1f\x8b\x08half") == [SHELF]
    assert (tmp_path / "archive" / SHELF).read_bytes() == broken


def test_what_is_in_the_archive_is_never_replaced(shelve, spool, archive):
    """The spooled copy may have suffered since."""
    shelve(*EXCHANGES)
    whole = Path(archive, SHELF).read_bytes()
    path = spool / Path(SHELF).name
    path.write_bytes(path.read_bytes()[:2000])
    assert recover_spool(spool, archive) == [SHELF]
    assert Path(archive, SHELF).read_bytes() == whole


# A file is spooled until somebody has entered it.


def test_a_file_stays_in_the_spool_until_it_is_entered(shelve, spool, archive):
    shelve(exchange())
    seen = []
    names = recover_spool(spool, archive, lambda name: seen.append((name, list(spool.iterdir()))))
    assert names == [SHELF]
    assert seen == [(SHELF, [spool / f"{CRAWL}.warc.gz"])]
    assert list(spool.iterdir()) == []


def test_a_file_that_could_not_be_entered_is_entered_the_next_time(shelve, spool, archive):
    shelve(exchange())

    def refuse(name: str) -> None:
        raise ConnectionError(name)

    with pytest.raises(ConnectionError):
        recover_spool(spool, archive, refuse)
    assert recover_spool(spool, archive) == [SHELF]
    assert recover_spool(spool, archive) == []


def test_what_is_in_the_archive_is_not_copied_again(shelve, spool, archive, slow_shelf):
    shelve(exchange())
    copied = []
    slow_shelf(lambda: copied.append(1))
    assert recover_spool(spool, archive) == [SHELF]
    assert copied == []


def test_a_crawl_that_died_at_its_birth_leaves_nothing(spool, archive):
    spool.mkdir()
    (spool / f"{CRAWL}.warc.gz").touch()
    unborn, young = spool / "a.warc.new", spool / "b.warc.new"
    unborn.touch()
    young.touch()
    os.utime(unborn, (time.time() - 600,) * 2)
    assert recover_spool(spool, archive) == []
    assert list(spool.iterdir()) == [young]
    assert archive_files(archive) == []


# Living and dying writers.

LIVING = """
import sys, time
from crawlers.archive import ArchiveWriter
from pathlib import Path
writer = ArchiveWriter("dongmau", sys.argv[1], spool=Path(sys.argv[2]), archive=sys.argv[3], rehearsal=False)
print("open", flush=True)
sys.stdin.read()
writer.close()
"""


def test_a_file_that_a_living_crawl_writes_is_left_alone(spool, archive):
    command = [sys.executable, "-c", LIVING, CRAWL, str(spool), archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living:
        assert living.stdout.readline() == "open\n"
        assert recover_spool(spool, archive) == []
        assert archive_files(archive) == []
        living.stdin.close()
        assert living.wait(20) == 0
    assert archive_files(archive) == [SHELF]


def test_what_a_killed_process_left_is_recovered(spool, archive):
    command = [sys.executable, "-c", LIVING, CRAWL, str(spool), archive]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as living:
        assert living.stdout.readline() == "open\n"
        living.kill()
    assert recover_spool(spool, archive) == [SHELF]
    assert [record.kind for record in records(Path(archive, SHELF))] == [WarcRecordType.warcinfo]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.73, 0.97])
def test_a_process_killed_in_the_middle_of_a_record(tmp_path, spooled, share):
    """Each share of the file's bytes is another place: a head, a body, between two records of one exchange."""
    raw, ends = spooled
    spool, archive = tmp_path / "spool", str(tmp_path / "archive")
    life = max(1, int((len(raw) - ends[0]) * share))
    command = [sys.executable, "-m", "tests.crawlers.archive.dying", str(life), str(spool), archive]
    assert subprocess.run(command, check=False, cwd=ROOT).returncode == -signal.SIGKILL
    assert recover_spool(spool, archive) == [SHELF]
    path = Path(archive, SHELF)
    whole = len(records(path))
    assert is_prefix(list(read_captures(archive, SHELF, max_bytes=LIMIT)), whole)
    assert "failed" not in warcio_check(path)


DYING = """
import os, signal, sys
from pathlib import Path
from fsspec.implementations.local import LocalFileSystem
from crawlers.archive import recover_spool
step, when = sys.argv[1], sys.argv[2]
act = getattr(LocalFileSystem, step)
def fatal(*arguments, **options):
    if when == "after":
        act(*arguments, **options)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(LocalFileSystem, step, fatal)
recover_spool(Path(sys.argv[3]), sys.argv[4])
"""


@pytest.mark.parametrize("step", ["put_file", "mv"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_killed_on_the_way_to_the_archive(tmp_path, spooled, step, when):
    raw, _ = spooled
    spool, archive = tmp_path / "spool", tmp_path / "archive"
    spool.mkdir()
    (spool / f"{CRAWL}.warc.gz").write_bytes(raw)
    command = [sys.executable, "-c", DYING, step, when, str(spool), str(archive)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    whole = (step, when) == ("mv", "after")
    assert archive_files(str(archive)) == ([SHELF] if whole else []), "no half file is ever seen"
    assert recover_spool(spool, str(archive)) == [SHELF]
    assert Path(archive, SHELF).read_bytes() == raw
    assert [path.name for path in archive.rglob("*.*")] == [Path(SHELF).name]


@pytest.fixture
def slow_shelf(monkeypatch):
    """Calls a function in the middle of each copy into the archive."""

    def install(meanwhile) -> None:
        put = LocalFileSystem.put_file

        def slowly(self, *arguments, **options):
            meanwhile()
            return put(self, *arguments, **options)

        monkeypatch.setattr(LocalFileSystem, "put_file", slowly)

    return install


def test_a_file_on_its_way_to_the_archive_is_left_alone(shelve, spool, archive, slow_shelf):
    seen = []
    slow_shelf(lambda: seen.append(recover_spool(spool, archive)))
    assert len(shelve(exchange())) == 1
    assert seen == [[]]


def test_two_recoveries_at_once_bring_a_file_once(tmp_path, spooled, slow_shelf):
    seen = []
    slow_shelf(lambda: seen.append(recover_spool(tmp_path / "spool", str(tmp_path / "archive"))))
    assert recover(tmp_path, spooled[0]) == [SHELF]
    assert seen == [[]]


def test_many_recoveries_at_once_lose_nothing(tmp_path, spooled):
    raw, _ = spooled
    home = tmp_path / "spool"
    home.mkdir()
    for number in range(20):
        (home / f"dongmau-20261112T083000-{number:06x}.warc.gz").write_bytes(raw)
    shelved: list[str] = []
    workers = [
        threading.Thread(target=lambda: shelved.extend(recover_spool(home, str(tmp_path / "archive"))))
        for _ in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(shelved) == archive_files(str(tmp_path / "archive"))
    assert len(shelved) == 20


def test_a_file_is_never_in_the_spool_without_its_lock(spool, archive, monkeypatch):
    """Else a recovery could take a crawl's file away at its birth."""
    visible = []
    lock = fcntl.flock

    def watched(file, operation):
        visible.extend(spool.glob("*.warc.gz"))
        lock(file, operation)

    monkeypatch.setattr("crawlers.archive.writer.fcntl.flock", watched)
    writer = ArchiveWriter("dongmau", CRAWL, spool=spool, archive=archive, rehearsal=False)
    assert visible == []
    writer.close()


def test_an_uncompressed_tail_is_no_record(tmp_path, spooled):
    raw, ends = spooled
    tail = gzip.decompress(raw[ends[0] : ends[1]])
    assert recover(tmp_path, raw[: ends[3]] + tail) == [SHELF]
    assert Path(tmp_path, "archive", SHELF).read_bytes() == raw[: ends[3]]
