"""The change feed: every publication in its order, in pages that never change once they are full.

`changes/head.json` names the newest sequence number and the newest page; page N holds the numbers N*100+1 to
N*100+100. A reader keeps the last number that it has dealt with, and misses nothing however late it comes back.
"""

import json
from pathlib import Path
from typing import Any

from sinks.store.models import PublicationRow
from sinks.store.renditions import files_of
from transforms.article import Article
from transforms.compare.sentences import corrections, kinds

PAGE = 100


def audio_name(digest: str, suffix: str = "mp3") -> str:
    """Path of a sound file, or of its transcript, below the outlet."""
    return f"audio/{digest}.{suffix}"


def change(
    row: PublicationRow, article: Article, *, before: Article | None = None, available: bool = True
) -> dict[str, Any]:
    """One line of the feed. A withdrawal says what is withdrawn and carries no text and no sound.

    A correction says what kinds of things it corrects against `before`, the text that was out: the gravest first.

    Not `available`: what lies in the store is not what was approved, so the line carries neither.
    """
    head = {
        "sequence": row.sequence,
        "action": row.action,
        "item": str(row.item_id),
        "source": article.source if available else row.item.source,
        "kind": row.item.kind,
        "version": row.version.number,
        "published_at": row.published_at.isoformat(),
    }
    if not available or row.action in {"withdraw", "expire"}:
        return head | {"available": False}
    if row.action == "correct" and before:
        head["corrects"] = [kind.value for kind in kinds(corrections(before, article))]
    return head | _content(row, article)


def _content(row: PublicationRow, article: Article) -> dict[str, Any]:
    """What is published: the text, and where its sound is."""
    return {
        "title": article.title,
        "lead": article.lead,
        "text": article.text,
        "date": article.date,
        "language": article.language,
        "priority": article.priority,
        "region": article.region,
        "credit": article.credit,
        "url": article.url,
        "text_sha256": row.version.text_digest,
        "audio": {
            "path": audio_name(row.rendition.audio_digest),
            "sha256": row.rendition.audio_digest,
            "bytes": row.rendition.audio_bytes,
            "seconds": row.rendition.duration_ms / 1000,
            "type": "audio/mpeg",
            "voice": row.rendition.label,
        },
        "formats": [
            {
                "format": file.format,
                "path": audio_name(file.digest, file.suffix),
                "sha256": file.digest,
                "bytes": file.bytes,
                "type": file.type,
            }
            for file in files_of(row.rendition)
        ],
        "transcript": {"path": audio_name(row.rendition.audio_digest, "vtt"), "type": "text/vtt"},
    }


def published_sequence(outlet: Path) -> int:
    """The newest sequence number that the outlet's files say; -1 before there are any."""
    try:
        head = json.loads((outlet / "changes" / "head.json").read_bytes())
    except FileNotFoundError:
        return -1
    return int(head["sequence"])


def pages(changes: list[dict[str, Any]], *, rehearsal: bool) -> dict[str, bytes]:
    """Files of the feed, by their path below the outlet. `changes` is the whole feed in its order.

    Of a rehearsal, whose texts are invented, head and pages say so.
    """
    mark = {"rehearsal": True} if rehearsal else {}
    files = {
        f"changes/{start // PAGE:06d}.json": _json(
            {**mark, "page": start // PAGE, "changes": changes[start : start + PAGE]}
        )
        for start in range(0, max(len(changes), 1), PAGE)
    }
    newest = changes[-1]["sequence"] if changes else 0
    head = {**mark, "sequence": newest, "page": max(newest - 1, 0) // PAGE, "page_size": PAGE}
    return files | {"changes/head.json": _json(head)}


def _json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
