"""Which files of a media item are fetched, and how: in one go if they are short, else in steps, resumed where they broke.

A crawl asks for a file as it asks for a page. What is cut at the crawl's cap for a body, or by a broken connection, is
asked for from there on (`crawlers.media.ranges`), in this run or in a later one; each answer is a capture of its own. What
is by its address only, and why, is decided here too, so that the spider and the reader of the archive say the same.

A whole file is asked for again only under the condition that it has changed, on hosts too whose 304 are not believed
elsewhere: the other way would be not to ask, as a recording is too long to be fetched to see that it is the same.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Protocol
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from crawlers import errors
from crawlers.capture import Purpose, Role
from crawlers.discovery.entry import MediaLink
from crawlers.judge import judge
from crawlers.media.links import media_kind
from crawlers.media.ranges import OVERLAP, Answer, Held, take
from crawlers.media.sniff import SNIFFED, refuse_unless
from crawlers.source import Media, Source

STEP = 16_000_000
"""Most bytes that are asked for at once of what has not come in one go."""

_log = logging.getLogger(__name__)
_MOST_IN_VAIN = 3
_MOST_ANSWERS = 40
_MOST_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Choice:
    """What is done with a file that an item names; `reason` says why it is by its address only, else it is empty."""

    link: MediaLink
    reason: str

    @property
    def fetched(self) -> bool:
        """Whether it is fetched and kept."""
        return not self.reason


def choose(links: Iterable[MediaLink], source: Source, kind: str) -> Iterator[Choice]:
    """What the source's policy says of each file of an item of that `kind`; empty: of the source's own."""
    policy = source.media or Media(audio="reference")
    product = (kind or source.kind) == "media"
    for link in links:
        yield Choice(link, _why_not(link, policy, source.all_hosts) if product else "it goes with a text")


def _why_not(link: MediaLink, policy: Media, hosts: frozenset[str]) -> str:
    kind = media_kind(link)
    wanted = {"audio": policy.audio, "video": policy.video, "image": policy.images}
    if kind == "stream":
        return "a stream or a player of another site, no file"
    if kind == "" or wanted[kind] == "reference":
        return "by the source's policy"
    if (urlsplit(link.url).netloc.lower()) not in hosts:
        return "at a host that is none of the source's"
    if link.length is not None and link.length > policy.max_bytes:
        return too_long(policy)
    return ""


def too_long(policy: Media) -> str:
    """Why a file that is longer than the policy's `max_bytes` is by its address only."""
    return f"longer than {policy.max_bytes} bytes"


def no_parts(held: Held) -> str:
    """Why a file of a host that knows no ranges is by its address only."""
    return f"longer than {held.length} bytes, and its host gives no parts"


@dataclass(frozen=True, slots=True)
class _Walk:
    """How far a file has come in this crawl: what is held, of what kind, after how many answers, the last few in vain.

    `replaces`: a whole one was held before, and the item's page has not changed with it.
    """

    held: Held
    kind: str
    answers: int = 0
    vain: int = 0
    replaces: bool = False

    def after(self, now: Held) -> "_Walk":
        vain = 0 if now.length > self.held.length else self.vain + 1
        return replace(self, held=now, answers=self.answers + 1, vain=vain)

    @property
    def weary(self) -> bool:
        return self.vain >= _MOST_IN_VAIN or self.answers >= _MOST_ANSWERS


class Ask(Protocol):
    """Makes the spider's request; `crawlers.spider.SourceSpider` has it."""

    def __call__(
        self,
        url: str,
        purpose: Purpose,
        callback: Callable[..., object],
        *,
        headers: dict[str, str],
        cb_kwargs: dict[str, object],
    ) -> Request:
        """The request."""
        ...


class Recordings:
    """The files of one crawl's media items.

    Args:
        source: whose.
        held: what the store holds of each file, by address, whole or not.
        most_bytes: the crawl's cap for one body.
        ask: makes a request; conditional headers must be those given here, and no others.
        page: makes the request for an item's page, which must come whole.
        tell: reports an error, with the purpose of the request that it befell.
    """

    def __init__(
        self,
        source: Source,
        held: Mapping[str, Held],
        *,
        most_bytes: int,
        ask: Ask,
        page: Callable[[str], Request],
        tell: Callable[[errors.NguonError, Purpose], None],
    ) -> None:
        self._source, self._held = source, dict(held)
        self._policy = source.media or Media(audio="reference")
        self._step = max(min(STEP, most_bytes - OVERLAP), 1)
        self._ask, self._page, self._tell = ask, page, tell
        self._asked: set[str] = set()

    @property
    def unfinished(self) -> list[str]:
        """Addresses of items of which a file has come in part; asked again, they will be read again."""
        return sorted({held.parent for held in self._open().values() if held.parent})

    def resumed(self) -> Iterator[Request]:
        """Requests for the rest of what earlier crawls have got in part."""
        for url, held in self._open().items():
            self._asked.add(url)
            yield self._request(url, Purpose(Role.MEDIA, held.parent), _Walk(held, _kind(url)))

    def _open(self) -> dict[str, Held]:
        """What has come in part, and is still wanted."""
        return {
            url: held
            for url, held in self._held.items()
            if held.resumable and not self._over(held) and self._is_wanted(url)
        }

    def _is_wanted(self, url: str) -> bool:
        link = MediaLink(url, f"{_kind(url)}/*")
        return not _why_not(link, self._policy, self._source.all_hosts)

    def of_item(self, links: Iterable[MediaLink], item: str, kind: str) -> Iterator[Request]:
        """Requests for the files of an item that are to be fetched, each once a crawl."""
        for choice in choose(links, self._source, kind):
            if not choice.fetched:
                _log.info("%s: by its address only: %s", choice.link.url, choice.reason)
                continue
            url = choice.link.url
            held = self._held.get(url, Held(parent=item))
            if url in self._asked or self._over(held) or (held.whole and not held.validator):
                continue
            self._asked.add(url)
            yield self._request(url, Purpose(Role.MEDIA, item), _Walk(held, media_kind(choice.link)))

    def again(self, item: str) -> Iterator[Request]:
        """Requests for the files of an item whose page has not changed: they may have."""
        for url, held in list(self._held.items()):
            settled = held.parent == item and held.whole and held.validator
            if settled and url not in self._asked and self._is_wanted(url):
                self._asked.add(url)
                walk = _Walk(held, _kind(url), replaces=True)
                yield self._request(url, Purpose(Role.MEDIA, item), walk)

    def _request(self, url: str, purpose: Purpose, walk: _Walk) -> Request:
        headers = walk.held.unchanged() if walk.held.whole else walk.held.conditions(self._step)
        request = self._ask(url, purpose, self.came, headers=headers, cb_kwargs={"walk": walk})
        request.meta["most_seconds"] = _MOST_SECONDS
        return request

    def _over(self, held: Held) -> bool:
        return max(held.length, held.total or 0) > self._policy.max_bytes

    def came(self, response: Response, walk: _Walk) -> Iterator[Request]:
        """An answer for a file came: ask for the rest, or be done with it."""
        purpose: Purpose = response.meta["purpose"]
        if response.status == 304:
            return
        try:
            now = self._joined(response, walk)
        except errors.NguonError as error:
            self._tell(error, purpose)
            return
        url = (response.meta.get("redirect_urls") or [response.url])[0]
        self._held[url] = now
        if now.whole or self._over(now):
            reason = too_long(self._policy) if self._over(now) else f"whole, {now.length} bytes"
            _log.info("%s: %s", url, reason)
            if walk.replaces:
                yield self._page(purpose.parent)
            return
        further = walk.after(now)
        if not further.weary and _may_go_on(now, response):
            yield self._request(url, purpose, further)
        else:
            self._tell(_stopped(url, now, response), purpose)

    def _joined(self, response: Response, walk: _Walk) -> Held:
        """What is held now.

        Raises:
            NguonError: the answer is none, or its bytes are nothing of the kind.
        """
        answer = Answer.of(response.status, _headers(response), response.body, truncated=_cut(response))
        if answer.status not in {206, 416} and not (
            answer.status == 200 and answer.truncated and not answer.length
        ):
            told = answer.headers.get("content-type", "")
            if error := judge(response.url, answer.status, told, response.body, role=Role.MEDIA):
                raise error
            if answer.length >= SNIFFED or not answer.truncated:
                refuse_unless(walk.kind, response.body[:SNIFFED], response.url, source=self._source.id)
        return take(walk.held, answer)


def _kind(url: str) -> str:
    """What a file of an item is by its address; a recording, where that does not say."""
    return media_kind(MediaLink(url)) or "audio"


def _may_go_on(now: Held, response: Response) -> bool:
    """Whether asking again can bring more: a host without ranges answers as long as it did before."""
    return now.resumable or _cut(response) != "length"


def _stopped(url: str, now: Held, response: Response) -> errors.NguonError:
    """The host gives no parts, or breaks each time at the same place."""
    if not now.resumable and _cut(response) == "length":
        fix = "raise NGUON_MAX_BODY_BYTES, or say `audio: reference` in the source's `media`"
        return errors.CapReached(f"{no_parts(now)}: by its address only", url=url, fix=fix)
    reason = f"it came in part only: {now.length} bytes of {now.total or 'an unknown length'}"
    return errors.Transient(reason, url=url, fix="the next run asks for the rest")


def _headers(response: Response) -> Iterator[tuple[str, str]]:
    for name, values in response.headers.items():
        for value in values:
            yield name.decode("latin-1"), value.decode("latin-1")


def _cut(response: Response) -> str:
    """Why bytes are missing, as the guard flags it."""
    return next((flag for flag in response.flags if flag in {"length", "disconnect", "time"}), "")
