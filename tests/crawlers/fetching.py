"""`fetch`: addresses asked in a process of its own, by the crawl's settings, handler and manners; see `fetcher`."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

from nguon.settings import ROOT

SECONDS = 90


def fetch(var: Path, urls, *, env=None, hosts=None, **plan) -> SimpleNamespace:
    """What came of each of `urls`.

    Args:
        var: A folder for the archive, and for what is kept between crawls.
        urls: Addresses, or pairs of an address and the `meta` of its request.
        env: The process's variables, instead of ours.
        hosts: The source's; by default all that `urls` name.
        plan: What else `fetcher.Plan` takes.
    """
    asked = [url if isinstance(url, list) else [url, {}] for url in urls]
    named = [url.split("/")[2] for url, _ in asked] if hosts is None else hosts
    told = json.dumps({"var": str(var), "urls": asked, "hosts": list(named), **plan})
    command = [sys.executable, "-W", "error", "-m", "tests.crawlers.fetcher"]
    done = subprocess.run(
        command, check=False, input=told, capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, env=env
    )
    assert done.returncode == 0, done.stderr[-5000:]
    came = json.loads(done.stdout)
    came["of"] = {each["url"]: SimpleNamespace(**each) for each in came["outcomes"]}
    return SimpleNamespace(**came, log=done.stderr)
