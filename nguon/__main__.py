"""`python -m nguon`: the command without its script."""

from nguon.cli import app

if __name__ == "__main__":
    app()
