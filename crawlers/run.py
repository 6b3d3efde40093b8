"""One crawl in a process of its own: `python -m crawlers.run REQUEST.json REPORT.json [PARENT]`.

Scrapy's reactor can be started once per process, and Airflow ends tasks by signals, so every crawl gets a process.
It exits 0 when the crawl came to its own end, whatever it met on the way: that stands in the report.
"""

import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import AsyncCrawlerProcess

from crawlers import resume
from crawlers.archive import ArchiveWriter, crawl_id
from crawlers.errors import CapReached, ConfigurationError
from crawlers.manners import ROBOT
from crawlers.manners.host import ASKED, CAP
from crawlers.manners.patience import patience_folder
from crawlers.process import end_with_parent
from crawlers.render.middleware import require_browser
from crawlers.report import REPORT, REQUEST, CrawlReport, CrawlRequest, Problem
from crawlers.source import Source, source
from crawlers.spider import SourceSpider
from crawlers.unpack import ACCEPTED
from nguon.settings import Settings, settings

# Never 0: without a delay Scrapy 2.19 starts everything that is queued at once, whatever the concurrency per host.
_REHEARSAL_DELAY = 0.01
_MAIL = re.compile(r"[^@\s:/]+@[^@\s:/]+")


def scrapy_settings(
    of: Source, ours: Settings, *, patience: str = "", by_hand: bool = False
) -> dict[str, Any]:
    """Scrapy's settings for one source; each differs from the default for a reason of manners, safety or speed.

    `patience` and `by_hand` are a `CrawlRequest`'s.
    """
    live = not ours.rehearsal
    return {
        "BOT_NAME": ROBOT,
        "COMPRESSION_ENABLED": False,  # the handler unpacks, as the archive's reader does
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS": 4,  # hosts in all; whoever waits behind them costs no memory
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "*/*",
            "Accept-Language": of.language,
            "Accept-Encoding": ACCEPTED,
            **({"From": ours.contact} if _MAIL.fullmatch(ours.contact) else {}),
        },
        "DNS_TIMEOUT": 20,
        "DOWNLOAD_DELAY": of.delay if live else _REHEARSAL_DELAY,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # it would make the delay shorter, too
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("data", "file", "ftp", "s3")),
            **dict.fromkeys(("http", "https"), "crawlers.guard.handler.GuardedHandler"),
        },
        "DOWNLOAD_MAXSIZE": ours.max_body_bytes,
        "DOWNLOAD_TIMEOUT": ours.download_seconds,
        "DOWNLOADER_MIDDLEWARES": {
            **({"crawlers.render.middleware.Render": 50} if of.render else {}),  # the nearest to the spider
            "crawlers.traps.gate.Gate": 100,
            "crawlers.resume.ResumeMiddleware": resume.ORDER,
            "crawlers.manners.host.Manners": 560,  # between retries and redirects: it sees each try and each hop
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,  # takes HTTP 500 for a permission
        },
        "HTTPPROXY_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "MEMUSAGE_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "NGUON_ADAPT": live,
        "NGUON_BROWSER": ours.browser,
        "NGUON_OPENED": [urlsplit(ours.rehearsal).netloc] if ours.rehearsal else [],
        "NGUON_PATIENCE": patience or str(patience_folder(ours)),
        "NGUON_REHEARSAL": ours.rehearsal,
        "NGUON_REQUEST_CAP": of.request_cap,
        "NGUON_TLS": str(ours.var.absolute() / "tls"),
        "NGUON_VISITS": list(of.visits) if live and not by_hand else [],
        "REDIRECT_MAX_TIMES": 5,
        "REFERRER_POLICY": "no-referrer",
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_TIMES": 2 if live else 1,
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,  # drops without a word; the guard tells
        },
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": "crawlers.guard.connect.PublicResolver",
        "USER_AGENT": f"{ROBOT}/0.1 (+{ours.contact})" if ours.contact else f"{ROBOT}/0.1 (rehearsal)",
    }


def run(request: CrawlRequest) -> CrawlReport:
    """Make the crawl; the archive holds what it fetched when this returns.

    Raises:
        ConfigurationError: live sites are asked without a contact address.
    """
    ours, of, now = settings(), request.limits.applied(source(request.source)), datetime.now(UTC)
    if not ours.rehearsal and not ours.contact:
        fix = "set NGUON_CONTACT to a web or mail address of whoever runs this crawler"
        raise ConfigurationError("no contact for the User-Agent", source=of.id, url=of.base, fix=fix)
    report = CrawlReport(of.id, crawl_id(of.id, now), request.window, now)
    if why := _cannot_render(of, ours):
        report.problems.append(Problem(type(why).__name__, of.base, why.reason, why.fix, why.next.value))
        return report
    writer = ArchiveWriter(
        of.id,
        report.crawl,
        spool=ours.spool,
        archive=request.archive or ours.archive,
        rehearsal=bool(ours.rehearsal),
        payloads=request.known.payloads,
    )
    process = AsyncCrawlerProcess(
        scrapy_settings(of, ours, patience=request.patience, by_hand=request.by_hand)
    )
    crawler = process.create_crawler(SourceSpider)
    process.crawl(
        crawler,
        source=of,
        window=request.window,
        known=request.known,
        archive=writer,
        report=report,
        now=request.at or now,
    )
    process.start()
    report.warc_file = writer.close()
    _conclude(report, crawler.stats.get_stats() if crawler.stats else {}, of)
    return report


def _cannot_render(of: Source, ours: Settings) -> ConfigurationError | None:
    """Why the pages of a source that needs a browser cannot be shown here; no other source minds."""
    try:
        if of.render:
            require_browser(ours.browser)
    except ConfigurationError as error:
        return error
    return None


def _conclude(report: CrawlReport, stats: dict[str, Any], of: Source) -> None:
    reason = stats.get("finish_reason", "never started")
    report.requests = stats.get(ASKED, 0)
    report.finished = reason in {"finished", CAP}
    report.problems = list(
        dict.fromkeys(report.problems)
    )  # a host that was left says so for each of its pages
    if reason == CAP:
        error = CapReached(
            f"stopped after {of.request_cap} requests", fix="raise `request_cap`, or run again"
        )
        others = [problem for problem in report.problems if problem.reason != error.reason]
        told = Problem(type(error).__name__, of.base, error.reason, error.fix, error.next.value)
        report.problems = [*others, told]


def main(arguments: list[str]) -> int:
    """Read the request, crawl, write the report. A third argument is the process that all this ends with."""
    for parent in arguments[2:]:
        end_with_parent(int(parent))
    request_file, report_file = map(Path, arguments[:2])
    report = run(REQUEST.validate_json(request_file.read_bytes()))
    report_file.write_bytes(REPORT.dump_json(report))
    return 0 if report.finished else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
