"""Mails as they really come: charsets that lie, parts in parts, files, no text at all, and bombs."""

import time
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.library.models import Document, Version
from hub.mail_replies.reading import read_mail
from tests.mail_replies.making import Office
from tests.mail_replies.styles import HTML, WORDS


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def in_bytes(office: Office, body: bytes, content_type: str, encoding: str = "8bit") -> bytes:
    """Ben's mail with this body, whatever its head says of it."""
    message = office.mail("", headers={"Content-Type": None})
    for name in ("Content-Type", "Content-Transfer-Encoding", "MIME-Version"):
        del message[name]
    head = bytes(message).partition(b"\n\n")[0]
    said = f"\nMIME-Version: 1.0\nContent-Type: {content_type}\nContent-Transfer-Encoding: {encoding}\n\n".encode()
    return head + said + body


@pytest.mark.parametrize("style", HTML)
def test_a_mail_of_html_alone_is_posted_as_words(office: Office, style: str) -> None:
    raw = in_bytes(office, HTML[style].encode(), "text/html; charset=utf-8")
    assert office.receive(raw) == "posted"
    assert office.posts() == [WORDS]


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Tŷ a gŵr".encode(), "utf-8"),
        ("Tŷ a gŵr".encode("utf-16"), "utf-16"),
        ("Tŷ a gŵr".encode("iso-8859-14"), "iso-8859-14"),
        ("Tŷ a gŵr".encode(), "us-ascii"),
        ("Tŷ a gŵr".encode(), "x-nobody-knows"),
        ("Tŷ a gŵr".encode(), '"; DROP TABLE posts'),
    ],
)
def test_words_arrive_whole_whatever_their_charset_is_called(office: Office, body: bytes, charset: str) -> None:
    office.receive(in_bytes(office, body, f"text/plain; charset={charset}"))
    assert office.posts() == ["Tŷ a gŵr"]


def test_broken_bytes_become_signs_and_no_control_character_passes(office: Office) -> None:
    office.receive(in_bytes(office, b"caf\xe9 \x00\x07 \xff\xfe end", "text/plain; charset=utf-8"))
    ((text),) = office.posts()
    assert text.startswith("café")
    assert "\x00" not in text


def test_broken_base64_and_headers_do_no_harm(office: Office) -> None:
    assert office.receive(in_bytes(office, b"!!!not base64", "text/plain; charset=utf-8", "base64")) in {
        "posted",
        "answered",
    }
    raw = bytes(office.mail()).replace(b"Subject: Re: Parking permits", b"Subject: =?utf-8?b?!!!?= =?x-no?q?=FF?=")
    assert office.receive(raw) == "posted"


def test_the_plain_part_is_taken_of_parts_in_parts(office: Office) -> None:
    message = office.mail("With a scanner.")
    message.add_alternative("<p>Something <b>else</b></p>", subtype="html")
    message.add_attachment(b"Bins and routes", maintype="text", subtype="plain", filename="routes.txt")
    assert office.receive(message) == "posted"
    assert office.posts() == ["With a scanner."]


def test_attachments_go_to_the_library_by_its_rules(office: Office) -> None:
    message = office.mail("See the file.")
    message.add_attachment(b"Bins and routes", maintype="text", subtype="plain", filename="../../etc/Rounds 2026.txt")
    assert office.receive(message) == "posted"
    document = db.session.scalars(select(Document)).one()
    version = db.session.scalars(select(Version)).one()
    assert (document.group_id, document.author_id) == (office.circle.group.id, office.ben.id)
    assert version.filename == "Rounds 2026.txt"


def test_a_program_is_refused_with_a_sentence_and_nothing_is_posted(office: Office) -> None:
    message = office.mail("Run this.")
    message.add_attachment(b"MZ\x90\x00" + b"\x00" * 200, maintype="application", subtype="pdf", filename="report.pdf")
    assert office.receive(message) == "answered"
    assert "program" in office.answers()[0][1]
    assert "Run this." in office.answers()[0][1]
    assert (office.posts(), db.session.scalars(select(Document)).all()) == ([], [])


def test_a_picture_shown_in_the_text_is_no_attachment(office: Office) -> None:
    message = office.mail("See below.")
    message.add_attachment(
        b"\x89PNG", maintype="image", subtype="png", filename="logo.png", disposition="inline", cid="<1>"
    )
    assert read_mail(bytes(message)).files == ()


def nested(depth: int) -> bytes:
    return (
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
        + b"Content-Type: text/plain\n\nhello\n"
    )


@pytest.mark.parametrize(
    "bomb",
    [
        nested(59),
        nested(20_000),
        b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 200_000,
        b"X-Long: " + b"a" * 5_000_000 + b"\n\nhello",
        b"X: y\n" * 500_000 + b"\nhello",
        b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\n\nhello",
        b"\x00" * 1_000_000,
        b"",
    ],
    ids=["nested", "deeper", "many parts", "long header", "many headers", "encoded words", "zeros", "nothing"],
)
def test_bombs_are_counted_in_seconds_and_do_nothing(office: Office, bomb: bytes) -> None:
    head = b"From: x@y.example\nTo: z@y.example\n" if bomb else b""
    began = time.perf_counter()
    assert office.receive(head + bomb) == "dropped"
    assert time.perf_counter() - began < 15
    assert office.count_mails() == 0


def test_a_bomb_from_a_proved_person_is_answered_and_not_posted(office: Office) -> None:
    message = bytes(office.mail("", headers={"Content-Type": None}))
    head = message.partition(b"\n\n")[0].replace(b"Content-Type: text/plain", b"X-Was: text/plain")
    assert office.receive(head + b"\n" + nested(20_000)) == "answered"
    assert office.posts() == []


def test_very_many_files_are_refused_together(office: Office) -> None:
    message: EmailMessage = office.mail("Files.")
    for number in range(25):
        message.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{number}.txt")
    assert office.receive(message) == "answered"
