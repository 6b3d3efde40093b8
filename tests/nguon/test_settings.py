"""The settings: each says what it is for, and none takes a value that it cannot mean."""

import pytest
from pydantic import ValidationError

from nguon.settings import Settings

FIELDS = Settings.model_fields


@pytest.mark.parametrize("name", FIELDS)
def test_a_setting_says_what_it_is_for(name):
    description = FIELDS[name].description
    assert description
    assert len(description.split()) >= 4
    assert description.endswith(".")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("voice", "robot"),
        ("max_body_bytes", "0"),
        ("max_body_bytes", "much"),
        ("download_seconds", "-1"),
        ("download_seconds", "soon"),
        ("schedules", "sometimes"),
        ("rehearsal", "https://127.0.0.1:1"),
        ("rehearsal", "http://192.168.1.5:80"),
        ("rehearsal", "http://127.0.0.1@example.org"),
        ("rehearsal", "http://127.0.0.1.example.org"),
        ("rehearsal", "http://baochinhphu.vn"),
        ("rehearsal", "127.0.0.1:8651"),
        ("rehearsal", "yes"),
    ],
)
def test_a_bad_value_is_refused(configure, name, value):
    with pytest.raises(ValidationError) as caught:
        configure(**{name: value})
    assert [error["loc"] for error in caught.value.errors()] == [(name,)]


def test_an_unknown_setting_is_refused():
    with pytest.raises(ValidationError):
        Settings(colour="red")


@pytest.mark.parametrize("value", ["http://127.0.0.1:8651", "http://localhost:8651/"])
def test_rehearsals_are_on_this_machine(configure, value):
    assert configure(rehearsal=value).rehearsal == value.rstrip("/")


def test_everything_made_at_run_time_lies_below_one_folder(configure, tmp_path):
    ours = configure()
    made = [ours.postgres, ours.outlet, ours.spool, ours.archive, ours.sounds]
    assert all(str(each).startswith(f"{tmp_path / 'var'}/") for each in made)
    assert len(set(map(str, made))) == len(made)


def test_what_lies_elsewhere_is_taken_from_there(configure):
    ours = configure(archive_url="memory://kho", sounds_url="memory://tieng")
    assert (ours.archive, ours.sounds) == ("memory://kho", "memory://tieng")


def test_folders_are_absolute_wherever_the_process_stands(configure, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    ours = configure(var="kho")
    assert ours.outlet == tmp_path / "kho" / "outlet"
    assert ours.archive == str(tmp_path / "kho" / "archive")


def test_settings_do_not_change_under_way(configure):
    with pytest.raises(ValidationError, match="frozen"):
        configure().rehearsal = "http://example.org"
