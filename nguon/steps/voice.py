"""Versions to sounds."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from crawlers.errors import ConfigurationError, NguonError
from crawlers.report import Problem
from nguon.settings import Settings
from nguon.steps.engines import choice_of
from nguon.steps.rooms import Rooms, defects_named
from sinks.store import issues
from sinks.store.models import VersionRow
from sinks.store.renditions import save_rendition
from sinks.store.voicing import clips_wanted, faults_of, save_attempt, wants_voice, wished_form
from transforms.article import Article
from transforms.reading import Lexicon, Reader, Region
from transforms.rendition import Rendition, Tags
from transforms.script import Form, Script, write_script
from transforms.voice import render
from transforms.voice.absences import Absences
from transforms.voice.clips import Clips
from transforms.voice.engine import Engine
from transforms.voice.engines import Choice, Lineup
from transforms.voice.errors import TooLongToSay
from transforms.voice.formats import format_named
from transforms.voice.profile import Profile, read_ident

_log = logging.getLogger(__name__)


LONGEST_BLOCK = 100_000
"""Characters of one paragraph; official ones have some thousands."""
STAND_INS_A_RUN = 24
"""Sounds of stand-ins that one run makes anew: what has none must not wait for them."""


def versions_to_voice(rooms: Rooms) -> list[int]:
    """Newest versions that want a sound: those without one first.

    At the end stand some of those that a stand-in spoke, if the better voice is not known to be away.
    """
    away = [(each.engine, each.languages) for each in Absences(rooms.settings.absences).now()]
    with rooms.store.session() as session:
        return list(session.scalars(wants_voice(stand_ins=STAND_INS_A_RUN, away=away)))


def voice_versions(rooms: Rooms, versions: Sequence[int]) -> dict[str, int]:
    """Give versions a sound; gives how many were `voiced` or `failed`, the reasons standing in issues."""
    studio = Studio.of(rooms.settings)
    counts = {"voiced": 0, "failed": 0}
    for version in versions:
        counts[_voice_version(rooms, studio, version)] += 1
    return counts


@dataclass
class Studio:
    """What sounds are made with. An engine that was away is not waited for again: `away` says why it was.

    `absences` are what all processes know of voices outside; without, each finds out for itself.
    """

    choice: Choice
    reader: Reader
    profile: Profile
    clips: Clips | None = None
    absences: Absences | None = None
    away: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, ours: Settings, *, clips: bool = True) -> "Studio":
        """By the settings; without `clips`, nothing is used that is kept from before: every voice is asked.

        Raises:
            ConfigurationError: the lexicon, the formats or the order of voices cannot be used.
        """
        made = cls(choice_of(ours), reader_of(ours), profile_of(ours))
        return replace(made, clips=Clips(ours.clips), absences=Absences(ours.absences)) if clips else made

    def voice(self, article: Article, tags: Tags, form: Form = Form.AUTO) -> Rendition:
        """The sound of an article, by the first voice of its order that can speak.

        Raises:
            VoiceError: none can, or what came out is no sound.
        """
        _check_length(article)
        lineup = self.choice.lineup(article.source, article.kind, article.language)
        there, away = self._there(lineup)
        script = write_script(article, reader=self.reader.within(article.source, article.kind), form=form)
        made = there.first(lambda engine: self._render(script, engine, tags, lineup.wanted(engine)))
        self.away.update({_called(engine): why for engine, why in made.away})
        return replace(made.result, fell_back=(*away, *made.fell_back))

    def _render(self, script: Script, engine: Engine, tags: Tags, wanted: str) -> Rendition:
        asked = self.absences.watch(engine) if self.absences else engine
        return render(script, asked, tags, clips=self.clips, profile=self.profile, voice=wanted)

    def _there(self, lineup: Lineup) -> tuple[Lineup, list[str]]:
        """The engines without those that were away a moment ago, and why these were; all of them where none is left."""
        there = tuple(each for each in lineup.engines if _called(each) not in self.away)
        if not there:
            return lineup, []
        away = [self.away[_called(each)] for each in lineup.engines if _called(each) in self.away]
        return replace(lineup, engines=there), away


def _check_length(article: Article) -> None:
    """No paragraph is so long; what a page hides in one is refused before time is spent on reading it."""
    longest = max(map(len, (article.title, article.lead, *(block.text for block in article.blocks))))
    if longest > LONGEST_BLOCK:
        reason = f"a paragraph has {longest} characters, {LONGEST_BLOCK} are read at most"
        raise TooLongToSay(reason, fix="look at the page: this is no text to be read aloud")


def _called(engine: Engine) -> tuple[str, str]:
    return engine.name, engine.voice


def reader_of(ours: Settings) -> Reader:
    """How texts are read, by the settings.

    Raises:
        ConfigurationError: the lexicon cannot be read.
    """
    lexicon = Lexicon.load(Path(ours.lexicon)) if ours.lexicon else Lexicon()
    return Reader(Region(ours.thousand, ours.odd), lexicon)


def profile_of(ours: Settings) -> Profile:
    """What sound files are made, by the settings.

    Raises:
        ConfigurationError: there is no such format, or no such file.
    """
    names = tuple(name.strip() for name in ours.formats.split(","))
    forms = [format_named(name) for name in names]
    if forms[0].suffix != "mp3":
        raise ConfigurationError(f"{names[0]} is no MP3", fix="let NGUON_FORMATS begin with mp3-96 or mp3-64")
    return Profile(float(ours.loudness), names, read_ident(ours.ident) if ours.ident else None)


def _voice_version(rooms: Rooms, studio: Studio, version: int) -> str:
    with rooms.store.session() as session:
        row = session.get_one(VersionRow, version)
        item = row.item
        article, form = Article.from_json(row.article), wished_form(session, version)
        source, url, name = item.source, item.url, str(item.id)
        begun = session.scalars(select(func.now())).one()
    try:
        with defects_named(source, url):
            made = studio.voice(article, tags_of(article, name), form)
        _keep(rooms, version, made, begun)
    except NguonError as error:
        _log.warning("%s", error)
        problem = Problem(type(error).__name__, url, error.reason, error.fix, error.next.value)
        with rooms.store.session() as session:
            issues.open_issue(session, source, problem)
            save_attempt(session, version, None, begun=begun, fault=error)
        return "failed"
    _log.info("voiced %s (%.0f s, %d new clips)", article.title, made.duration_ms / 1000, made.voiced)
    return "voiced"


def _keep(rooms: Rooms, version: int, made: Rendition, begun: datetime) -> None:
    """Keep a sound; what stood in its way until now is settled."""
    with rooms.store.session() as session:
        item = session.get_one(VersionRow, version).item
        for fault in faults_of(session, version):
            issues.close_class(session, item.source, fault, url=item.url)
        kept = save_rendition(session, version, made, rooms.settings.sounds)
        save_attempt(session, version, kept, begun=begun, fell_back=made.fell_back)


def tidy_clips(rooms: Rooms) -> int:
    """Take away the clips that no sound is made of any more; gives the number of bytes that are free."""
    with rooms.store.session() as session:
        wanted = clips_wanted(session)
    return Clips(rooms.settings.clips).collect(wanted)


def tags_of(article: Article, item: str) -> Tags:
    """What the sound file of an article says of itself."""
    day = (article.date or "")[:10]
    return Tags(title=article.title, source=article.credit, date=day, language=article.language, item=item)
