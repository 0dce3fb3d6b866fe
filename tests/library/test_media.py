"""Names of files and of their kinds."""

import pytest

from hub.library.media import download_name, name_of_kind, plain_name, title_of


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("C:\\Users\\ann\\report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb: c.txt", "ab c.txt"),
        ("...", "document"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_a_file_keeps_its_own_name_and_nothing_dangerous(given, kept):
    assert plain_name(given) == kept


@pytest.mark.parametrize(
    ("name", "kind", "saved"),
    [
        ("a.pdf", "application/pdf", "a.pdf"),
        ("a.html", "application/pdf", "a.html.pdf"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"),
        ("a.log", "text/plain", "a.log"),
        ("a.jpg", "image/png", "a.jpg.png"),
    ],
)
def test_a_file_is_saved_under_an_ending_that_is_true(name, kind, saved):
    assert download_name(name, kind) == saved


def test_a_title_comes_from_the_name_in_words():
    assert title_of("route-planning_v2.pdf") == "Route planning v2"
    assert title_of(".pdf") == ".pdf"


def test_kinds_have_the_names_people_use(app):
    assert name_of_kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") == "Excel"
    assert name_of_kind("application/vnd.oasis.opendocument.text") == "OpenDocument"
    assert name_of_kind("application/x-unheard-of") == "File"
