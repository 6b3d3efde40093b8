"""The bundle of ingest DAGs: one small file per source, made from the registry.

Airflow marks every DAG of a file stale when that file cannot be imported. With a file per source, a broken
`source.yaml` takes away its own DAG and no other, and the import error names the file, the line and the field.
"""

from pathlib import Path

from airflow.dag_processing.bundles.base import BaseDagBundle

from crawlers.source import source_ids
from nguon.settings import settings

_FILE = '''"""The ingest DAG of {0}, made from its source.yaml; changes here are lost."""

from airflow.sdk import DAG

from dags.ingest import ingest_dag

dag: DAG = ingest_dag("{0}")
'''


class SourcesBundle(BaseDagBundle):
    """DAG files under `var`/dags, kept in step with the source folders."""

    supports_versioning = False

    @property
    def path(self) -> Path:
        """Folder of the DAG files."""
        return settings().var.absolute() / "dags"

    def initialize(self) -> None:
        """Make the files when the bundle is first used."""
        self.refresh()
        super().initialize()

    def get_current_version(self) -> None:
        """The folder has no versions: a task runs the newest definition."""
        return

    def refresh(self) -> None:
        """One file per source; files of sources that are gone go too."""
        self.path.mkdir(parents=True, exist_ok=True)
        wanted = {self.path / f"ingest_{source_id}.py": _FILE.format(source_id) for source_id in source_ids()}
        for stale in set(self.path.glob("ingest_*.py")) - set(wanted):
            stale.unlink(missing_ok=True)
        for file, text in wanted.items():
            if not file.exists() or file.read_text(encoding="utf-8") != text:
                part = file.with_suffix(".part")
                part.write_text(text, encoding="utf-8")
                part.rename(file)
