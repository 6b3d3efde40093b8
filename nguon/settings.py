"""Every setting of the project, in one place.

Each is read from the environment as ``NGUON_<NAME>``; the store and the archive may also be Airflow
Connections (``nguon_store`` and ``nguon_archive``), which win inside Airflow's tasks: see `dags.common`.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
_ENGINE = r"(?:espeak|edge|piper)(?:/[^\s,;:]+)?"
_RULE = re.compile(rf"(?:(?:(?:source|kind|language)=[\w-]+\s*)+:\s*)?{_ENGINE}(?:\s*,\s*{_ENGINE})*")
"""A rule of `NGUON_VOICES`; what its words mean is known to `transforms.voice.engines`."""


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
    outside_voices: bool = Field(
        True,
        description="Whether a voice may be asked for from a service on the internet. `false` forbids it, whatever else "
        "is set: an engine that would is passed over, and an order without another one is refused.",
    )
    voice: Literal["espeak", "edge"] = Field(
        "espeak",
        description="The engine that speaks what no rule of `NGUON_VOICES` is for: `espeak` is embedded and offline, "
        "`edge` asks an online service.",
        validate_default=True,
    )
    voices: str = Field(
        "",
        description="Which engines speak what, in the order in which they are tried, as rules: "
        "`kind=alert: espeak; source=nchmf language=en: edge, espeak; edge/vi-VN-NamMinhNeural, piper, espeak`. The "
        "first rule whose conditions (`source`, `kind`, `language`) all hold is taken. Empty: the one of `NGUON_VOICE`.",
    )
    espeak_voice: str = Field(
        "vi",
        pattern=r"^vi(-[a-z-]+)?$",
        description="Vietnamese voice of the espeak engine: `vi` (north), `vi-vn-x-central`, `vi-vn-x-south`.",
    )
    edge_voice: str = Field("vi-VN-HoaiMyNeural", description="Vietnamese voice of the edge engine.")
    edge_voice_en: str = Field("en-GB-SoniaNeural", description="English voice of the edge engine.")
    edge_proxy: str = Field(
        "",
        pattern=r"^(https?://[^\s/]+/?)?$",
        description="Address of the HTTP proxy that leads to the edge engine's service. Empty: none, whatever other "
        "variables of the environment say.",
    )
    piper_voices: str = Field(
        "",
        description="Voice files (`.onnx`, each with its `.onnx.json` beside it) of the piper engine, separated by "
        "colons; needs the extra `piper`. Their licences differ: `nguon doctor` shows them.",
    )
    lexicon: str = Field(
        "",
        description="A table (TSV: written, spoken, scope, priority, note) of how words are to be read, before any rule; "
        "the scope is empty, a source's id or a kind. Empty: none.",
    )
    thousand: Literal["nghìn", "ngàn"] = Field("nghìn", description="The region's word for a thousand.")
    odd: Literal["linh", "lẻ"] = Field("linh", description="The region's word in 105, một trăm … năm.")
    loudness: Literal["-16", "-23"] = Field(
        "-16",
        description="Loudness of sounds in LUFS: −16 for loudspeakers and phones, −23 for broadcasting (EBU R 128).",
    )
    formats: str = Field(
        "mp3-96",
        description="Kinds of sound file that are made, separated by commas: `mp3-96`, `mp3-64`, `opus-32`. The first is "
        "the one that feed and podcast name; it must be an MP3.",
    )
    ident: str = Field(
        "",
        description="A sound file that is played before each item (the station's tune); brought to the same loudness. "
        "Empty: none.",
    )
    clips_url: str = Field(
        "",
        description="fsspec address of the folder of clips, the sounds of single utterances that are used again. "
        "Empty: `var`/clips.",
    )
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

    @field_validator("voice")
    @classmethod
    def _is_allowed(cls, value: str, info: ValidationInfo) -> str:
        if value == "edge" and not info.data.get("outside_voices", True):
            raise ValueError("asks a service outside, which NGUON_OUTSIDE_VOICES forbids")
        return value

    @field_validator("voices")
    @classmethod
    def _is_an_order(cls, value: str, info: ValidationInfo) -> str:
        for rule in value.split(";") if value.strip() else ():
            if not _RULE.fullmatch(rule.strip()):
                raise ValueError(
                    f"{rule.strip()!r} is no rule; write it as in: kind=alert: espeak; edge, espeak"
                )
            engines = rule.rpartition(":")[2].split(",")
            if not info.data.get("outside_voices", True) and all("edge" in each for each in engines):
                raise ValueError(f"{rule.strip()!r} has only what NGUON_OUTSIDE_VOICES forbids")
        return value

    @property
    def clips(self) -> str:
        """Where (fsspec) to find the clips, named by what they say."""
        return self.clips_url or str(self.var.absolute() / "clips")

    @property
    def absences(self) -> Path:
        """Folder of what is known of voices outside that do not answer."""
        return self.var.absolute() / "absences"

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
