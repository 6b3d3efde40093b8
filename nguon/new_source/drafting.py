"""The definition of what was found, and the lines by which a person is told of it."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from nguon.new_source.definition import Draft, inline
from nguon.new_source.facts import Facts
from nguon.new_source.families import families_of
from nguon.new_source.fetch import Fetcher
from nguon.new_source.guess import Opened
from nguon.new_source.layouts import Trial
from nguon.new_source.ways import FoundWay

_TODO = "TODO: review"
_NEVER_SEEN = ("corrections and removals", "layouts of older pages")


def write_draft(fetcher: Fetcher, taken: Sequence[FoundWay], facts: Facts, trial: Trial) -> Draft:
    """The definition of what was found, with a remark on whatever rests on a guess.

    Args:
        fetcher: what the site was asked by.
        taken: the ways to propose.
        facts: who the source is.
        trial: the layout that reads its items.
    """
    used = _hosts_used(fetcher, taken, trial)
    values: dict[str, Any] = {
        "title": facts.title,
        "owner": facts.owner,
        "base": fetcher.base,
        **({"hosts": used} if used else {}),
        **({"language": facts.language} if facts.language != "vi" else {}),
        "kind": facts.kind,
        **({"region": facts.region} if facts.region != "VN" else {}),
        "credit": facts.title,
        "every": facts.every,
        **({"lookback": "31d"} if facts.kind == "legal" else {}),
        "approval": "review",
        **({"render": True} if fetcher.render else {}),
        "discover": [each.values for each in taken],
        "layouts": [trial.layout.model_dump(exclude_defaults=True)],
        "unseen": [*(fact for each in taken for fact in each.unseen), *_NEVER_SEEN],
    }
    return Draft(fetcher.source, values, _remarks(taken, facts, trial))


def _remarks(taken: Sequence[FoundWay], facts: Facts, trial: Trial) -> dict[str, str]:
    remarks = {
        name: f"{_TODO} ({facts.why[name]})" for name in ("title", "owner", "language", "kind", "region")
    }
    remarks |= {"credit": f"{_TODO}: as it is named aloud", "every": f"guessed: {facts.why['every']}"}
    remarks |= {"approval": "a person, until you trust it", "hosts": "guessed from links"}
    remarks |= {f"discover.0.{name}": text for name, text in taken[0].remarks.items()}
    remarks |= {f"discover.{at}": f"guessed: {way.told}" for at, way in enumerate(taken) if at}
    read = (
        f"read {len(trial.articles)} of {trial.pages}, {trial.alike:.0%} alike"
        if trial.articles
        else "never read"
    )
    return remarks | {"layouts.0.title": f"{trial.name}: {read}"}


def _hosts_used(fetcher: Fetcher, ways: Sequence[FoundWay], trial: Trial) -> list[str]:
    """The hosts beside the main one that the definition cannot do without."""
    urls = [entry.url for way in ways for entry in way.entries]
    urls += [each.page.url for way in ways for each in way.lists]
    urls += [file.url for article in trial.articles for file in article.attachments]
    hosts = {urlsplit(url).netloc for url in urls} & fetcher.hosts
    return sorted(hosts)


def told_also(way: FoundWay) -> Iterator[str]:
    """A way that was found and is not taken, as a line that a person may take over."""
    if way.values["by"] == "listing" and "page" not in way.values:
        return
    yield f"also found, {way.told}: {inline(way.values)}"


def findings_of(
    way: FoundWay, facts: Facts, trial: Trial, items: Sequence[Opened], draft: Draft
) -> list[tuple[str, str, str]]:
    """What was found, in lines for a person: what, value, how sure."""
    systems = dict.fromkeys(family.name for item in items for family in families_of(item.tree))
    lines = [
        ("found by", f"{way.values['by']}: {way.told}", f"{way.sure:.0%}"),
        ("system", ", ".join(systems) or "not recognised", "by its marks" if systems else ""),
        (
            "layout",
            f"{trial.name}, read {len(trial.articles)} of {trial.pages}",
            f"{min(trial.read, trial.alike):.0%}",
        ),
        (
            "times",
            f"told by {sum(bool(each.date) for each in trial.articles)} of {len(trial.articles)} items",
            "",
        ),
    ]
    lines += [("not read", fault, "") for fault in trial.faults]
    told = ("title", "owner", "kind", "language", "region", "every")
    lines += [(name, str(getattr(facts, name)), f"a guess: {facts.why[name]}") for name in told]
    return lines + [("unseen", fact, "") for fact in draft.values["unseen"]]
