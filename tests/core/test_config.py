"""Settings: typed, checked at start, one plain sentence for each mistake."""

import stat
from pathlib import Path

import pytest

from hub.config import BadSetting, load, mistakes_of_binding


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load({"HUB_DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/hub.sqlite3"
    assert not settings.demo
    assert settings.max_upload == 200_000_000


def test_a_missing_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    environ = {"HUB_DATA_DIR": str(tmp_path)}
    assert load(environ).secret_key == load(environ).secret_key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_the_addresses_hosting_firms_give_for_postgresql_are_understood(tmp_path: Path, scheme: str) -> None:
    settings = load({"HUB_DATA_DIR": str(tmp_path), "HUB_DATABASE_URL": f"{scheme}://u:p@db/hub"})
    assert settings.database_url == "postgresql+psycopg://u:p@db/hub"


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = {"HUB_DEMO": "yes", "HUB_MAX_UPLOAD": "lots", "HUB_SEARCH": "google"}
    wrong |= {"HUB_MAIL_URL": "mail", "HUB_PROXIES": "x"}
    with pytest.raises(BadSetting) as told:
        load({"HUB_DATA_DIR": str(tmp_path), **wrong})
    assert len(str(told.value).splitlines()) == len(wrong)
    assert all(name in str(told.value) for name in wrong)


def test_a_short_key_is_refused_off_loopback(tmp_path: Path) -> None:
    settings = load({"HUB_DATA_DIR": str(tmp_path), "HUB_SECRET_KEY": "short"})
    assert mistakes_of_binding(settings, "127.0.0.1") == []
    assert "HUB_SECRET_KEY" in mistakes_of_binding(settings, "0.0.0.0")[0]


def test_the_demo_is_refused_off_loopback(tmp_path: Path) -> None:
    settings = load({"HUB_DATA_DIR": str(tmp_path), "HUB_DEMO": "1"})
    assert mistakes_of_binding(settings, "::1") == []
    assert "demo" in mistakes_of_binding(settings, "192.0.2.1")[0]


def test_tls_is_known_from_the_address_people_use(tmp_path: Path) -> None:
    assert load({"HUB_DATA_DIR": str(tmp_path), "HUB_BASE_URL": "https://hub.example"}).is_secure


def test_a_key_that_was_half_made_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "secret.key").touch(mode=0o600)
    assert len(load({"HUB_DATA_DIR": str(tmp_path)}).secret_key) > 32


def test_a_data_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="HUB_DATA_DIR"):
        load({"HUB_DATA_DIR": str(tmp_path / "file")})


def test_a_database_that_is_none_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="HUB_DATABASE_URL"):
        load({"HUB_DATA_DIR": str(tmp_path), "HUB_DATABASE_URL": "nonsense"})
