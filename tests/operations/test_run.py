"""`hub run`: starts empty or with the demo, refuses what would be unsafe, ends gently."""

import re
import signal
import sqlite3
from pathlib import Path

import pytest

from tests.servers import hub, running_server
from tests.visitors import Visitor


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state"


def test_an_empty_hub_prints_a_page_for_the_first_administrator(folder: Path) -> None:
    with running_server(folder) as server:
        found = re.search(r"http://\S+/first-administrator/\S+", server.log.read_text())
        assert found, server.log.read_text()
        page = Visitor(server).get(found.group())
        assert page.status_code == 200
        assert Visitor(server).get(found.group()[:-3] + "xxx").status_code == 410
        assert server.interrupt() == 0


def test_the_demo_prints_sign_ins_that_work_and_starts_again_with_them(folder: Path) -> None:
    with running_server(folder, HUB_DEMO="1") as server:
        said = server.log.read_text()
        email, password = re.search(r"(\S+@\S+)", said).group(), re.search(r"password (\S+)", said).group(1)
        visitor = Visitor(server)
        visitor.sign_in(email, password)
        assert "Sign out" in visitor.get("/").text
        assert f"{server.address}/records/KH-" in visitor.get("/records/KH-2026-000001").text
        assert "first-administrator" not in said
        server.interrupt()
        server.log.write_text("")
        server.start()
        assert password in server.log.read_text()


def test_demo_passwords_differ_from_folder_to_folder(tmp_path: Path) -> None:
    passwords = set()
    for name in ("one", "two"):
        with running_server(tmp_path / name, HUB_DEMO="1") as server:
            passwords.add(re.search(r"password (\S+)", server.log.read_text()).group(1))
    assert len(passwords) == 2


def test_the_demo_refuses_to_be_reached_from_elsewhere(folder: Path) -> None:
    answer = hub(folder, "run", "--host", "0.0.0.0", HUB_DEMO="1")
    assert answer.returncode == 1
    assert "The demo runs on this computer alone" in answer.stderr


def test_the_demo_refuses_a_hub_that_others_filled(folder: Path) -> None:
    hub(folder, "db", "upgrade")
    made = hub(folder, "user", "create", "amal@example.gov.uk", "--name", "Amal", "--organisation", "Kirklees")
    assert made.returncode == 0, made.stderr
    answer = hub(folder, "run", HUB_DEMO="1")
    assert answer.returncode == 1
    assert "this one holds a real hub" in answer.stderr


def test_people_who_register_in_the_demo_do_not_lock_it(folder: Path) -> None:
    with running_server(folder, HUB_DEMO="1") as server:
        server.interrupt()
    hub(folder, "user", "create", "new@example.gov.uk", "--name", "New", "--organisation", "Kirklees")
    with running_server(folder, HUB_DEMO="1") as server:
        assert server.interrupt() == 0


def test_a_short_key_is_refused_off_loopback(folder: Path) -> None:
    answer = hub(folder, "run", "--host", "0.0.0.0", HUB_SECRET_KEY="short")
    assert answer.returncode == 1
    assert "HUB_SECRET_KEY is too short" in answer.stderr


def test_a_wrong_setting_is_told_in_a_sentence_without_a_traceback(folder: Path) -> None:
    answer = hub(folder, "run", HUB_MAX_UPLOAD="lots")
    assert answer.returncode != 0
    assert "HUB_MAX_UPLOAD is 'lots': give a whole number above 0." in answer.stderr
    assert "Traceback" not in answer.stderr


def test_ctrl_c_and_sigterm_end_it_gently(folder: Path) -> None:
    with running_server(folder) as server:
        assert server.interrupt() == 0
        server.start()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(timeout=30) == 0
    assert "Traceback" not in server.log.read_text()
    assert sqlite3.connect(folder / "hub.sqlite3").execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_key_is_made_once_and_kept_from_others(folder: Path) -> None:
    with running_server(folder) as server:
        server.interrupt()
    assert (folder / "secret.key").stat().st_mode & 0o077 == 0


def test_the_doctor_finds_a_fresh_hub_well(folder: Path) -> None:
    hub(folder, "db", "upgrade")
    answer = hub(folder, "doctor")
    assert answer.returncode == 0, answer.stdout
    assert "The database answers and is up to date." in answer.stdout


def test_the_doctor_says_what_to_do_where_something_is_not_well(folder: Path) -> None:
    answer = hub(folder, "doctor")
    assert answer.returncode == 1
    assert "run hub db upgrade" in answer.stdout


def test_a_second_server_on_the_same_folder_serves_and_leaves_the_work_to_the_first(folder: Path) -> None:
    with running_server(folder), running_server(folder) as second:
        assert Visitor(second).get("/healthz").status_code == 200
