"""Bytes are stored whole or not at all, once, and an upload goes on where it stopped."""

import errno
import hashlib
import io
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hub.core.files import FileStore, OffsetMismatch, StorageFull, TooLarge

LIMIT = 10_000


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def everything(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.root.rglob("*") if path.is_file())


class Broken:
    """A stream that fails after its first part."""

    def __init__(self, error: OSError) -> None:
        self.error, self.parts = error, [b"first part"]

    def read(self, _size: int) -> bytes:
        if self.parts:
            return self.parts.pop()
        raise self.error


def test_what_is_put_can_be_opened_by_its_hash(store: FileStore) -> None:
    stored = store.put(io.BytesIO(b"Minutes of the meeting"), LIMIT, "minutes.txt")
    assert stored.sha256 == hashlib.sha256(b"Minutes of the meeting").hexdigest()
    assert (stored.size, stored.media_type) == (22, "text/plain")
    with store.open(stored.sha256) as file:
        assert file.read() == b"Minutes of the meeting"


def test_the_same_bytes_are_stored_once(store: FileStore) -> None:
    first = store.put(io.BytesIO(b"same"), LIMIT)
    second = store.put(io.BytesIO(b"same"), LIMIT)
    assert first.sha256 == second.sha256
    assert everything(store) == [first.sha256]


def test_too_many_bytes_are_refused_while_they_come_and_leave_nothing(store: FileStore) -> None:
    with pytest.raises(TooLarge):
        store.put(io.BytesIO(b"x" * (LIMIT + 1)), LIMIT)
    assert everything(store) == []


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EFBIG, errno.EDQUOT])
def test_a_full_disk_is_told_plainly_and_leaves_nothing(store: FileStore, code: int) -> None:
    with pytest.raises(StorageFull):
        store.put(Broken(OSError(code, "full")), LIMIT)
    assert everything(store) == []


def test_a_real_limit_on_file_size_is_told_plainly(tmp_path: Path) -> None:
    program = f"""
import io, resource, signal
from pathlib import Path
from hub.core.files import FileStore, StorageFull
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    FileStore(Path({str(tmp_path)!r})).put(io.BytesIO(b"x" * 100_000), 200_000)
except StorageFull:
    print("full")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "full\n", done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_connection_that_breaks_leaves_nothing(store: FileStore) -> None:
    with pytest.raises(ConnectionError):
        store.put(Broken(ConnectionResetError()), LIMIT)
    assert everything(store) == []


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_is_a_path(store: FileStore, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path(name)


def test_a_deleted_blob_is_gone_and_deleting_twice_does_no_harm(store: FileStore) -> None:
    stored = store.put(io.BytesIO(b"bytes"), LIMIT)
    store.delete(stored.sha256)
    store.delete(stored.sha256)
    assert not store.exists(stored.sha256)


def test_nobody_else_on_the_machine_may_look_into_the_folder(store: FileStore) -> None:
    stored = store.put(io.BytesIO(b"bytes"), LIMIT)
    assert store.path(stored.sha256).parent.stat().st_mode & 0o077 == 0


def test_a_sweep_sees_only_blobs_old_enough(store: FileStore) -> None:
    stored = store.put(io.BytesIO(b"bytes"), LIMIT)
    os.utime(store.path(stored.sha256), (1000, 1000))
    assert list(store.hashes(older_than=2000)) == [stored.sha256]
    store.put(io.BytesIO(b"bytes"), LIMIT)
    assert list(store.hashes(older_than=2000)) == []


def test_an_upload_comes_in_parts_and_becomes_a_blob(store: FileStore) -> None:
    assert store.append(7, "key", 0, io.BytesIO(b"first "), LIMIT) == 6
    assert store.append(7, "key", 6, io.BytesIO(b"second"), LIMIT) == 12
    stored = store.finish(7, "key", "a.txt")
    assert stored.sha256 == hashlib.sha256(b"first second").hexdigest()
    assert store.received(7, "key") == 0


def test_a_part_at_the_wrong_place_is_told_the_right_one(store: FileStore) -> None:
    store.append(7, "key", 0, io.BytesIO(b"first "), LIMIT)
    with pytest.raises(OffsetMismatch) as mismatch:
        store.append(7, "key", 0, io.BytesIO(b"first "), LIMIT)
    assert mismatch.value.expected == 6


def test_a_broken_connection_keeps_what_came(store: FileStore) -> None:
    with pytest.raises(ConnectionError):
        store.append(7, "key", 0, Broken(ConnectionResetError()), LIMIT)
    assert store.received(7, "key") == len(b"first part")


def test_a_full_disk_keeps_what_was_there_before(store: FileStore) -> None:
    store.append(7, "key", 0, io.BytesIO(b"before"), LIMIT)
    with pytest.raises(StorageFull):
        store.append(7, "key", 6, Broken(OSError(errno.ENOSPC, "full")), LIMIT)
    assert store.received(7, "key") == 6


def test_the_limit_holds_over_all_parts_together(store: FileStore) -> None:
    store.append(7, "key", 0, io.BytesIO(b"x" * LIMIT), LIMIT)
    with pytest.raises(TooLarge):
        store.append(7, "key", LIMIT, io.BytesIO(b"x"), LIMIT)


def test_one_person_never_reaches_another_persons_upload(store: FileStore) -> None:
    store.append(7, "key", 0, io.BytesIO(b"mine"), LIMIT)
    assert store.received(8, "key") == 0
    with pytest.raises(ValueError, match="upload"):
        store.received(8, "../7/key")


def test_uploads_left_lying_are_swept(store: FileStore) -> None:
    store.append(7, "old", 0, io.BytesIO(b"old"), LIMIT)
    assert store.discard_stale(older_than=time.time() - 60) == 0
    assert store.discard_stale(older_than=time.time() + 60) == 1
