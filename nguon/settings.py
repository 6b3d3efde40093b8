"""Every setting of the project, in one place.

Each is read from the environment as ``NGUON_<NAME>``; the store and the archive may also be Airflow
Connections (``nguon_store`` and ``nguon_archive``), which win inside Airflow's tasks: see `dags.common`.
"""

from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """The settings, as the environment gives them. Folders are absolute once read."""

    model_config = SettingsConfigDict(env_prefix="NGUON_", extra="forbid", frozen=True)

    var: Path = Field(ROOT / "var", description="Where everything is kept that is made at run time.")
    sources: Path = Field(
        ROOT / "crawlers" / "sources", description="The folder that holds one folder per source."
    )
    store_url: str = Field(
        "",
        description="SQLAlchemy address of the store's PostgreSQL database (postgresql+psycopg://…). "
        "Empty: the embedded server under `var`.",
    )
    archive_url: str = Field(
        "",
        description="fsspec address of the folder or bucket of the WARC archive. Empty: `var`/archive.",
    )
    sounds_url: str = Field(
        "",
        description="fsspec address of the folder or bucket of renditions, approved or not: it is never served. "
        "Empty: `var`/sounds.",
    )
    rehearsal: str = Field(
        "",
        description="http://127.0.0.1:PORT of the sample portals. When set, every request for a source's "
        "host goes there instead, and the store holds rehearsal items only. Empty: the live sites.",
    )
    contact: str = Field(
        "",
        description="Web or mail address of whoever runs this crawler; it stands in the User-Agent. "
        "A crawl of live sites refuses to start without it.",
    )
    browser: str = Field(
        "",
        description="Program of the browser (Chromium) that shows the pages of sources with `render: true`. "
        "Empty: the first of chromium, chromium-browser and google-chrome that is found.",
    )
    signature_roots: str = Field(
        "",
        description="A file of certificates (PEM), or a folder of such files (`.pem`, `.crt`), that signatures in PDFs are "
        "trusted by. Empty: every signature is checked, none is trusted.",
    )
    tesseract: str = Field(
        "",
        description="Program (tesseract) that reads scanned PDFs, from Debian's tesseract-ocr with tesseract-ocr-vie. "
        "What it read is never approved by a policy. Empty: scans are quarantined.",
    )
    voice: Literal["espeak", "edge"] = Field(
        "espeak",
        description="The engine that speaks: `espeak` is embedded and offline, `edge` asks an online service.",
    )
    edge_voice: str = Field("vi-VN-HoaiMyNeural", description="Voice of the edge engine.")
    schedules: bool = Field(
        True,
        description="Whether DAGs run by the clock. `make run` switches it off, so that a run does what it is told "
        "and nothing else.",
    )
    outlet_url: str = Field(
        "http://127.0.0.1:8650",
        description="Public address under which `var`/outlet is served; it stands in the podcast's links.",
    )
    max_body_bytes: int = Field(
        20_000_000, gt=0, description="A response longer than this is cut there, kept, and quarantined."
    )
    download_seconds: float = Field(
        60, gt=0, description="Longest time that one response may take, from request to last byte."
    )

    @field_validator("rehearsal")
    @classmethod
    def _is_loopback(cls, value: str) -> str:
        parts = urlsplit(value)
        local = parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"} and parts.port
        if value and (not local or parts.path.strip("/") or parts.query or parts.fragment):
            raise ValueError("must be http://127.0.0.1:PORT: sample portals live on this machine only")
        return value.rstrip("/")

    @property
    def archive(self) -> str:
        """Where (fsspec) to find the archive."""
        return self.archive_url or str(self.var.absolute() / "archive")

    @property
    def postgres(self) -> Path:
        """Folder of the embedded PostgreSQL."""
        return self.var.absolute() / "postgres"

    @property
    def outlet(self) -> Path:
        """Folder of static files that stations, boards and pages pull from."""
        return self.var.absolute() / "outlet"

    @property
    def spool(self) -> Path:
        """Folder of archive files that a crawl is still writing."""
        return self.var.absolute() / "spool"

    @property
    def sounds(self) -> str:
        """Where (fsspec) to find the renditions, named by hash."""
        return self.sounds_url or str(self.var.absolute() / "sounds")


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()
