"""What is read of a mail before its words count: its head, who wrote it, and whether anybody did."""

import pytest
from flask import Flask

from hub.mail_replies.authenticity import is_authentic
from hub.mail_replies.html_text import text_of_html
from hub.mail_replies.quoting import cut_quoted
from hub.mail_replies.reading import read_head, read_mail
from hub.mail_replies.sorting import automatic

FROM = "From: Ben <ben@example.gov.uk>\n"


def head_of(lines: str, sender: str = FROM):
    return read_head(f"{sender}{lines}\n\nWords".encode())


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("Auto-Submitted: auto-replied", "auto-submitted"),
        ("Auto-Submitted: No", ""),
        ("Precedence: BULK", "precedence"),
        ("X-Auto-Response-Suppress: All", "auto-response"),
        ("Return-Path: <>", "no sender"),
        ("List-Id: Waste <waste.elsewhere.example>", ""),
        ("Content-Type: multipart/report", "report"),
        ("Subject: Out of office", ""),
    ],
)
def test_what_no_hand_wrote_is_known_by_its_head(app: Flask, lines: str, why: str) -> None:
    assert automatic(head_of(lines), None) == why


def test_a_mail_without_a_sender_was_written_by_nobody(app: Flask) -> None:
    assert automatic(head_of("Subject: x", sender=""), None) == "no sender"
    assert automatic(head_of("Subject: x"), "") == "no sender"


@pytest.mark.parametrize("charset", ["idna", "punycode", "undefined", "x-nobody-knows", "utf-16", "base64"])
def test_a_subject_in_a_strange_charset_is_read_somehow(charset: str) -> None:
    assert head_of(f"Subject: =?{charset}?q?P=FFermits?=").senders == ("ben@example.gov.uk",)


def test_a_subject_in_pieces_is_one_line_of_words() -> None:
    assert head_of("Subject: =?utf-8?q?T=C5=B7?= =?iso-8859-1?q?_caf=E9?= again").subject == "Tŷ café again"


@pytest.mark.parametrize("name", ["", "x" * 300, "<a\x07b>"])
def test_a_message_id_that_is_none_is_made_of_the_bytes(name: str) -> None:
    first, second = head_of(f"Message-ID: {name}"), head_of(f"Message-ID: {name}\nX-Other: 1")
    assert first.message_id.startswith("sha256:")
    assert first.message_id != second.message_id


def test_the_words_of_the_html_count_where_the_plain_part_is_empty() -> None:
    parts = "--b\nContent-Type: text/plain\n\n  \n--b\nContent-Type: text/html\n\n<p>A <i>warden</i></p>\n--b--"
    raw = f'{FROM}Content-Type: multipart/alternative; boundary="b"\n\n{parts}'
    assert read_mail(raw.encode()).text == "A warden"


@pytest.mark.parametrize(
    ("results", "is_ours"),
    [
        ("mx.example; dmarc=pass header.from=example.gov.uk", True),
        ("MX.example; dmarc=pass", True),
        ("mx.example; dmarc=pass header.from=evil.example", False),
        ("mx.example; dkim=pass header.d=example.gov.uk", True),
        ("mx.example; dkim=pass header.d=gov.uk", False),
        ("mx.example; spf=pass smtp.mailfrom=evil@example.gov.uk.evil.example", False),
        ("mx.example; dmarc=fail; dkim=fail header.d=example.gov.uk", False),
        ('mx.example; spf=fail smtp.mailfrom="x; dmarc=pass"@evil.example', False),
        ("mx.example (dmarc=pass); none", False),
        ("other.example; dmarc=pass header.from=example.gov.uk", False),
        ("", False),
    ],
)
def test_only_our_own_server_vouches_for_the_very_domain(results: str, *, is_ours: bool) -> None:
    headers = [("Received", "x"), ("Authentication-Results", results)]
    assert is_authentic(headers, "ben@example.gov.uk", "mx.example") is is_ours
    assert not is_authentic(headers, "ben@example.gov.uk", None)


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<ul><li>One</li><li>Two</li></ul>", "- One\n\n- Two"),
        ("<p>See <a href='https://leeds.gov.uk/x'>this</a></p>", "See this (https://leeds.gov.uk/x)"),
        ("<a href='https://leeds.gov.uk'>https://leeds.gov.uk</a>", "https://leeds.gov.uk"),
        ("<a href='javascript:alert(1)'>this</a>", "this"),
        ("One<br>Two<div>Three</div>", "One\nTwo\nThree"),
        ("<script>x()</script><title>t</title>Words", "Words"),
        ("5 &lt; 6 &amp;&nbsp;7", "5 < 6 & 7"),
    ],
)
def test_html_becomes_the_words_that_the_eye_sees(html: str, words: str) -> None:
    assert text_of_html(html) == words


@pytest.mark.parametrize(
    ("mail", "words"),
    [
        ("Yes.\n--\nBen\nLeeds", "Yes."),
        ("-- \nBen", "-- \nBen".replace(" ", "")),
        ("Yes.\n\nGet Outlook for Android", "Yes."),
        ("Yes.\n\nAnfonwyd o fy iPad", "Yes."),
        ("Sent from my heart, and more to come\nYes.", "Sent from my heart, and more to come\nYes."),
        ("Yes.\n\nBegin forwarded message:\n\nOld", "Yes."),
        ("Ie.\n\nOddi wrth: Hub\nAnfonwyd: Llun\nPwnc: Biniau\n\nHen", "Ie."),
        ("One\n\n\n\n\nTwo", "One\n\nTwo"),
    ],
)
def test_signatures_and_what_devices_add_are_cut_and_no_more(mail: str, words: str) -> None:
    assert cut_quoted(mail) == words
