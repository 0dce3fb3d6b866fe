"""A file is what its bytes say, whatever it is called."""

import zipfile
from pathlib import Path

import pytest

from hub.core.sniffing import is_program, sniff
from tests.core.extract import making


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7 ...", "a.txt", "application/pdf"),
        (b"\x00 junk before\n%PDF-1.4", "a.pdf", "application/pdf"),
        (b"plain words", "a.pdf", "text/plain"),
        (b"name,value", "a.csv", "text/csv"),
        (b"# Heading", "a.md", "text/markdown"),
        (b"<!DOCTYPE html><p>hello", "a.txt", "text/html"),
        (b"<svg xmlns='...'><script/></svg>", "a.png", "image/svg+xml"),
        (b"\x89PNG\r\n\x1a\n....", "a.pdf", "image/png"),
        (b"{\\rtf1 hello}", "a.doc", "application/rtf"),
        (b"MZ\x90\x00\x03", "minutes.pdf", "application/x-dosexec"),
        (b"\x7fELF\x02\x01", "minutes.docx", "application/x-executable"),
        (b"#!/bin/sh\nrm -rf /", "minutes.txt", "text/x-script"),
        (b"echo hello", "install.bat", "text/x-script"),
        ("caf\u00e9".encode("utf-16"), "a.txt", "text/plain"),
        (b"", "a.pdf", "text/plain"),
    ],
)
def test_bytes_decide_and_not_the_name(tmp_path: Path, content: bytes, name: str, kind: str) -> None:
    path = tmp_path / "blob"
    path.write_bytes(content)
    assert sniff(path, name) == kind


@pytest.mark.parametrize(("make", "kind"), [(making.docx, "wordprocessingml.document"), (making.pptx, "presentation")])
def test_an_office_file_is_known_by_its_main_part(tmp_path: Path, make, kind: str) -> None:
    assert kind in sniff(make(tmp_path / "blob"), "a.zip")


def test_an_opendocument_says_what_it_is(tmp_path: Path) -> None:
    assert sniff(making.odt(tmp_path / "blob")) == "application/vnd.oasis.opendocument.text"


def test_a_java_archive_is_a_program_and_a_plain_zip_is_not(tmp_path: Path) -> None:
    jar = making.package(tmp_path / "a.zip", **{"META-INF/MANIFEST.MF": "Main-Class: A"})
    plain = making.package(tmp_path / "b.zip", **{"a.txt": "words"})
    assert is_program(sniff(jar))
    assert sniff(plain) == "application/zip"


def test_a_locked_office_file_is_known_without_its_key(tmp_path: Path) -> None:
    path = making.compound(tmp_path / "a.docx", {"EncryptedPackage": bytes(4096)})
    assert sniff(path) == "application/x-encrypted-office"


def test_a_broken_zip_and_a_broken_compound_file_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "blob"
    path.write_bytes(b"PK\x03\x04" + b"x" * 100)
    assert sniff(path) == "application/zip"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000)
    assert not is_program(sniff(path))


def test_a_lying_directory_cannot_make_the_sniffer_unpack_much(tmp_path: Path) -> None:
    path = tmp_path / "bomb"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", b" " * (50 << 20))
    assert sniff(path) == "application/zip"
