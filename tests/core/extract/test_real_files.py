"""The 254 real files of councils and of odd test collections: none may cost more than itself."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from hub.core.extract import Extraction, Status, extract
from hub.core.sniffing import sniff

DATA = Path(__file__).resolve().parents[4] / "shared/data/docs/binary"


def read_without_its_name(path: Path, blob: Path) -> Extraction:
    """As from the file store, where a file has no ending that could tell its kind."""
    shutil.copy(path, blob)
    return extract(blob, sniff(blob, path.name))


@pytest.mark.skipif(not DATA.is_dir(), reason="real documents absent: ../shared/data/docs/binary")
def test_every_real_file_is_read_or_says_why_not(tmp_path: Path) -> None:
    paths = sorted(path for path in DATA.rglob("*") if path.is_file())
    results = {path.name: read_without_its_name(path, tmp_path / "blob") for path in paths}
    counts = Counter(result.status for result in results.values())
    assert counts[Status.READ] >= 0.85 * len(paths), counts
    assert counts[Status.DAMAGED] == 0, [name for name, result in results.items() if result.status is Status.DAMAGED]
    assert all(result.status is Status.LOCKED for name, result in results.items() if "protected_pass" in name)
