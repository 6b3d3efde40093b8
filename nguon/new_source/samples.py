"""What a proposal leaves on disk: the definition, the pages as they came, and pages of ours with the same structure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from crawlers.errors import ConfigurationError
from crawlers.samples.pages import query_name
from crawlers.source import load_source
from nguon.new_source.golden import golden_item
from nguon.new_source.leads import xml_kind
from nguon.new_source.propose import Proposal
from nguon.new_source.prune import pruned
from nguon.new_source.skeleton import Skeleton
from transforms.article import Article
from transforms.extract import Page
from transforms.extract.checks import not_html

_LONGEST_NAME = 240
_ENDINGS = {"feed": ".rss", "sitemap": ".xml"}
_NAMED = (".htm", ".html", ".rss", ".xml", ".json", ".pdf", ".doc", ".docx", ".txt")


@dataclass(frozen=True, slots=True)
class Written:
    """Where things are: the definition, the recorded pages, and the pages of ours if there are any."""

    definition: Path
    recorded: Path
    skeleton: Path | None


def refuse_overwriting(sources: Path, source_id: str) -> None:
    """See that there is no definition of that id.

    Raises:
        ConfigurationError: there is one.
    """
    place = sources / source_id / "source.yaml"
    if place.exists():
        fix = "choose another id with --id"
        raise ConfigurationError("it exists, and is not overwritten", url=str(place), fix=fix)


def write_proposal(
    proposal: Proposal, *, url: str, sources: Path, recorded: Path, samples: Path | None
) -> Written:
    """Write the definition, the pages that it rests on, and their golden file.

    Args:
        proposal: what was found.
        url: what was asked for; it stands in the definition's head.
        sources: the folder of definitions.
        recorded: where pages of third parties may lie; never committed.
        samples: where pages of ours belong; None: none are made.

    Raises:
        ConfigurationError: there is a definition of that id.
    """
    source_id = proposal.draft.source
    refuse_overwriting(sources, source_id)
    folder = sources / source_id
    folder.mkdir(parents=True, exist_ok=True)
    told = f"Proposed by `nguon new-source {url}` on {date.today()}; a person must review what says TODO or guessed."  # noqa: DTZ011 -- the day on the author's calendar
    (folder / "source.yaml").write_text(proposal.draft.text(told), encoding="utf-8")
    load_source(folder)
    files = {page: [file.url for file in files] for page, files in proposal.files.items()}
    _write(recorded / source_id, proposal.fetched, proposal.trial.articles, files)
    return Written(folder / "source.yaml", recorded / source_id, _skeletons(proposal, samples))


def _write(
    folder: Path, pages: Iterable[Page], articles: Iterable[Article], files: Mapping[str, list[str]]
) -> None:
    """Pages and a golden file below `folder`, as the sample portals and the tests of the sources look for them."""
    for page in pages:
        if path := _place(folder / "pages", page_path(page.url, page.body)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(page.body)
    golden: list[dict[str, Any]] = [golden_item(article, files.get(article.url, ())) for article in articles]
    text = json.dumps(golden, ensure_ascii=False, indent=2)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "golden.json").write_text(f"{text}\n", encoding="utf-8")


def _place(root: Path, name: str) -> Path | None:
    """The file of that name below `root`; None where an address would lead elsewhere, or no file system takes it."""
    if "\0" in name or any(len(part.encode()) > _LONGEST_NAME for part in name.split("/")):
        return None
    path = (root / name).resolve()
    inside = path.is_relative_to(root.resolve()) and not path.is_dir()
    return path if inside and not any(above.is_file() for above in path.parents) else None


def page_path(url: str, body: bytes) -> str:
    """The file of a page below a folder of pages: `host/path`, the query after an @, and an ending that tells the type."""
    parts = urlsplit(url)
    name = unquote(parts.path).lstrip("/")
    plain = f"{name}index" if not name or name.endswith("/") else name
    if parts.query:
        plain = f"{plain}@{query_name(parts.query)}"
    if parts.query or plain != name or not plain.lower().endswith(_NAMED):
        plain += _ending(body)
    return f"{parts.netloc}/{plain}"


def _ending(body: bytes) -> str:
    return _ENDINGS.get(xml_kind(body), ".html")


def _skeletons(proposal: Proposal, samples: Path | None) -> Path | None:
    """Pages of the same structure with words of ours, where they are wanted; files of documents must be made by hand."""
    if samples is None:
        return None
    folder, of = samples / proposal.draft.source, proposal.draft.definition()
    pages = skeletons(proposal)
    _write(folder, pages, Skeleton.articles(pages, of), {})
    return folder


def skeletons(proposal: Proposal) -> list[Page]:
    """A portal of ours: the pages that were fetched, with words of ours, whose lists lead to each other and nowhere else."""
    of = proposal.draft.definition()
    readable = [page for page in proposal.fetched if xml_kind(page.body) or not not_html(page.body)]
    kept = {page.url for page in readable}
    rows = {url: row for way in proposal.ways for url, row in way.rows.items()}
    lists = [page for way in of.discover for page in (*getattr(way, "urls", ()), getattr(way, "url", ""))]
    skeleton = Skeleton(of.base, of.language, keep=[*lists, *rows])
    return [
        skeleton.page(pruned(page, rows[page.url], kept) if page.url in rows else page) for page in readable
    ]
