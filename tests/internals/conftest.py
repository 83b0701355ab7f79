"""Prints the versions that the contract tests run against."""

from importlib.metadata import version

LIBRARIES = ("uvicorn", "httptools", "websockets", "starlette", "fastapi", "sqlalchemy", "psycopg")


def pytest_report_header() -> str:
    return "contracts with " + ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
