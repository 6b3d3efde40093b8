"""One crawl in a process of its own: `python -m crawlers.run REQUEST.json REPORT.json`.

Scrapy's reactor can be started once per process, and Airflow ends tasks by signals, so every crawl gets a process.
It exits 0 when the crawl came to its own end, whatever it met on the way: that stands in the report.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive import ArchiveWriter, crawl_id
from crawlers.errors import CapReached, ConfigurationError
from crawlers.report import REPORT, REQUEST, CrawlReport, CrawlRequest, Problem
from crawlers.source import Source, source
from crawlers.spider import SourceSpider
from nguon.settings import Settings, settings

# Never 0: without a delay Scrapy 2.19 starts everything that is queued at once, whatever the concurrency per host.
_REHEARSAL_DELAY = 0.01


def scrapy_settings(of: Source, ours: Settings) -> dict[str, Any]:
    """Scrapy's settings for one source; each differs from the default for a reason of manners, safety or speed."""
    live = not ours.rehearsal
    return {
        "AUTOTHROTTLE_ENABLED": live,
        "BOT_NAME": "nguon",
        "CLOSESPIDER_PAGECOUNT": of.request_cap,
        "CONCURRENT_ITEMS": 1,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "*/*",
            "Accept-Language": of.language,
            "Accept-Encoding": "gzip",
        },
        "DOWNLOAD_DELAY": of.delay if live else _REHEARSAL_DELAY,
        "DOWNLOAD_HANDLERS": dict.fromkeys(("http", "https"), "crawlers.guard.GuardedHandler"),
        "DOWNLOAD_MAXSIZE": ours.max_body_bytes,
        "DOWNLOAD_TIMEOUT": ours.download_seconds,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "HTTPPROXY_ENABLED": False,
        "LOG_LEVEL": "INFO",
        "MEMUSAGE_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "NGUON_MAX_BODY_BYTES": ours.max_body_bytes,
        "NGUON_REHEARSAL": ours.rehearsal,
        "REDIRECT_MAX_TIMES": 5,
        "REFERRER_POLICY": "no-referrer",
        "REMOTE_CONTROL_ENABLED": False,
        "RETRY_TIMES": 2 if live else 1,
        "ROBOTSTXT_OBEY": True,
        "SPIDER_MIDDLEWARES": {"scrapy.spidermiddlewares.httperror.HttpErrorMiddleware": None},
        "TELNETCONSOLE_ENABLED": False,
        "TWISTED_DNS_RESOLVER": (
            "crawlers.guard.PublicResolver" if live else "scrapy.resolver.CachingThreadedResolver"
        ),
        "USER_AGENT": f"nguon/0.1 (+{ours.contact})" if ours.contact else "nguon/0.1 (rehearsal)",
    }


def run(request: CrawlRequest) -> CrawlReport:
    """Make the crawl; the archive holds what it fetched when this returns.

    Raises:
        ConfigurationError: live sites are asked without a contact address.
    """
    ours, of, now = settings(), source(request.source), datetime.now(UTC)
    if not ours.rehearsal and not ours.contact:
        fix = "set NGUON_CONTACT to a web or mail address of whoever runs this crawler"
        raise ConfigurationError("no contact for the User-Agent", source=of.id, url=of.base, fix=fix)
    report = CrawlReport(of.id, crawl_id(of.id, now), request.window, now)
    writer = ArchiveWriter(
        of.id, report.crawl, spool=ours.spool, archive=ours.archive, rehearsal=bool(ours.rehearsal)
    )
    process = AsyncCrawlerProcess(scrapy_settings(of, ours))
    crawler = process.create_crawler(SourceSpider)
    process.crawl(
        crawler,
        source=of,
        window=request.window,
        known=request.known,
        archive=writer,
        report=report,
        now=now,
    )
    process.start()
    report.warc_file = writer.close()
    _conclude(report, crawler.stats.get_stats() if crawler.stats else {}, of)
    return report


def _conclude(report: CrawlReport, stats: dict[str, Any], of: Source) -> None:
    reason = stats.get("finish_reason", "never started")
    report.requests = stats.get("downloader/request_count", 0)
    report.finished = reason == "finished"
    if reason == "closespider_pagecount":
        error = CapReached(
            f"stopped after {of.request_cap} responses", fix="raise `request_cap`, or run again"
        )
        report.finished = True
        report.problems.append(
            Problem(type(error).__name__, of.base, error.reason, error.fix, error.next.value)
        )


def main(arguments: list[str]) -> int:
    """Read the request, crawl, write the report."""
    request_file, report_file = map(Path, arguments)
    report = run(REQUEST.validate_json(request_file.read_bytes()))
    report_file.write_bytes(REPORT.dump_json(report))
    return 0 if report.finished else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
