"""Airflow's home: its secrets, made at first run, and the environment of its processes."""

import base64
import json
import os
import secrets
import sys
from pathlib import Path

from nguon.settings import ROOT, Settings

USERS = ("admin", "op", "editor", "viewer")


def make_secrets(var: Path) -> dict[str, str]:
    """Make the secrets that are not there yet; gives the users' passwords."""
    folder = var / "secrets"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    _once(folder / "fernet", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())
    _once(folder / "jwt", secrets.token_hex(64))
    _once(folder / "api", secrets.token_hex(32))
    passwords = {user: secrets.token_urlsafe(12) for user in USERS}
    held = json.loads(_once(folder / "passwords.json", json.dumps(passwords)))
    return {str(user): str(password) for user, password in held.items()}


def _once(path: Path, content: str) -> str:
    """Write a file for our eyes only, unless it is there; gives what it says."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(content)
    return content


def environment(ours: Settings, *, airflow_url: str, port: int, extra: dict[str, str]) -> dict[str, str]:
    """The environment of Airflow's processes and their tasks.

    `airflow_url` is the metadata database's address, `port` the API's; `extra` are settings of ours.
    """
    var = ours.var.absolute()
    api = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AIRFLOW")}
    return {
        **kept,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "AIRFLOW_HOME": str(ROOT),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": airflow_url,
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": airflow_url,
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(var / "logs"),
        "AIRFLOW__LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": str(var / "logs" / "dag_processor"),
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": api,
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{api}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(var / "secrets" / "passwords.json"),
        "AIRFLOW__CORE__FERNET_KEY": (var / "secrets" / "fernet").read_text(),
        "AIRFLOW__API_AUTH__JWT_SECRET": (var / "secrets" / "jwt").read_text(),
        "AIRFLOW__API__SECRET_KEY": (var / "secrets" / "api").read_text(),
        "NGUON_VAR": str(var),
        **extra,
    }
