"""Files of every kind are read page by page, and a hostile one costs itself alone."""

import time
import zipfile
from pathlib import Path

import pytest

from hub.core.extract import MAX_CHARACTERS, Extraction, Limits, Status, extract
from hub.core.sniffing import sniff
from tests.core.extract import making


def read(path: Path, limits: Limits | None = None) -> Extraction:
    return extract(path, sniff(path), limits)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def test_a_pdf_is_read_page_by_page(folder: Path) -> None:
    result = read(making.pdf(folder / "a.pdf", "First page about waste", "Second page about roads"))
    assert result.status is Status.READ
    assert ["waste" in result.pages[0], "roads" in result.pages[1], len(result.pages)] == [True, True, 2]


def test_a_pdf_without_words_has_no_text(folder: Path) -> None:
    assert read(making.pdf(folder / "scan.pdf", "", "")).status is Status.NO_TEXT


def test_a_pdf_under_password_says_so(folder: Path) -> None:
    assert read(making.locked_pdf(folder / "locked.pdf")).status is Status.LOCKED


def test_a_truncated_pdf_is_read_as_far_as_it_goes_or_is_damaged(folder: Path) -> None:
    whole = making.pdf(folder / "whole.pdf", "words " * 200)
    cut = folder / "cut.pdf"
    cut.write_bytes(whole.read_bytes()[:300])
    assert read(cut).status in (Status.DAMAGED, Status.NO_TEXT)


def test_a_docx_gives_body_tables_text_boxes_headers_and_footnotes(folder: Path) -> None:
    result = read(making.docx(folder / "a.docx"))
    assert result.status is Status.READ
    for words in ("Body text", "In a cell", "In a text box", "The header", "A footnote"):
        assert words in "\n".join(result.pages)
    assert "\n".join(result.pages).count("In a text box") == 1


def test_a_docx_turns_the_page_where_word_did(folder: Path) -> None:
    pages = read(making.docx(folder / "a.docx")).pages
    assert len(pages) == 2
    assert "Body text" in pages[0]
    assert "Later text" in pages[1]


def test_deleted_words_and_field_codes_are_not_read(folder: Path) -> None:
    text = "\n".join(read(making.docx(folder / "a.docx")).pages)
    assert "struck out" not in text
    assert "HYPERLINK" not in text


def test_slides_are_pages_in_the_order_of_the_show(folder: Path) -> None:
    pages = read(making.pptx(folder / "a.pptx")).pages
    assert [page.split("\n")[0] for page in pages] == ["Shown first", "Shown second"]
    assert "Say this aloud" in pages[0]


def test_an_odt_gives_its_text_and_its_footer(folder: Path) -> None:
    text = "\n".join(read(making.odt(folder / "a.odt")).pages)
    assert "Written openly" in text
    assert "At the foot" in text


def test_an_encrypted_odt_needs_a_password(folder: Path) -> None:
    assert read(making.odt(folder / "a.odt", encrypted=True)).status is Status.LOCKED


def test_a_sheet_is_a_page_and_an_empty_one_is_left_out(folder: Path) -> None:
    pages = read(making.xlsx(folder / "a.xlsx")).pages
    assert pages == ("Budget\nWaste\t2024\t1.5",)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", "Café costs".encode("cp1252"), "Café costs"),
        ("a.txt", "Café costs".encode("utf-16"), "Café costs"),
        ("a.md", b"\xef\xbb\xbf# Heading", "Heading"),
        ("a.csv", b"name,value\nwaste,1", "waste,1"),
        ("a.html", b"<html><p>One<p>Two<script>no</script>", "One\nTwo"),
        ("a.html", b"<html><meta charset=iso-8859-15><p>\xa4 5", "€ 5"),
        ("a.rtf", rb"{\rtf1\ansi Plain \b bold\b0}", "Plain bold"),
        ("a.eml", b"Subject: Bins\nFrom: a@b.uk\n\nCollected on Monday", "Collected on Monday"),
        ("a.txt", "Ceredigion: tŷ, dŵr, gŵyl".encode() + b"\xff", "tŷ, dŵr"),
    ],
)
def test_text_in_many_kinds_and_encodings(folder: Path, name: str, content: bytes, words: str) -> None:
    path = folder / name
    path.write_bytes(content)
    result = read(path)
    assert result.status is Status.READ
    assert words in result.pages[0]


def test_an_old_word_file_is_read_by_its_piece_table(folder: Path) -> None:
    assert "A letter from 1999" in read(making.doc(folder / "a.doc", "A letter from 1999\r")).pages[0]


def test_markdown_is_read_as_its_reader_would_see_it(folder: Path) -> None:
    source = "# Bins\n\nWe **cut** [missed bins](https://example.org) by <b>a third</b>.\n\n| cost |\n|---|\n| £42k |\n"
    (folder / "a.md").write_text(source)
    (page,) = read(folder / "a.md").pages
    assert "We cut missed bins by a third." in page
    assert "£42k" in page
    assert not set("*#|<[") & set(page)


def test_a_form_feed_ends_a_page_of_text(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_text("one\ftwo")
    assert read(path).pages == ("one", "two")


def test_an_empty_file_has_no_text(folder: Path) -> None:
    path = folder / "a.pdf"
    path.touch()
    assert extract(path, "application/pdf").status is Status.NO_TEXT


def test_a_kind_nobody_reads_is_unsupported(folder: Path) -> None:
    path = folder / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "words")
    assert read(path).status is Status.UNSUPPORTED


def test_a_zip_bomb_in_a_docx_is_refused_before_it_is_unpacked(folder: Path) -> None:
    path = making.bomb(folder / "bomb.docx")
    started = time.monotonic()
    result = read(path)
    assert result.status is Status.DAMAGED
    assert "too large" in result.detail
    assert time.monotonic() - started < 5


def test_a_part_that_declares_entities_is_refused(folder: Path) -> None:
    assert read(making.laughing_docx(folder / "a.docx")).status is Status.DAMAGED


def test_text_is_cut_at_the_cap_and_the_person_is_told(folder: Path) -> None:
    path = folder / "long.txt"
    path.write_text("word " * 300_000)
    result = read(path)
    assert len(result.pages[0]) <= MAX_CHARACTERS
    assert "first 1,000,000" in result.detail


def test_a_reader_that_never_ends_is_stopped_by_the_clock(folder: Path) -> None:
    path = making.pdf(folder / "a.pdf", "words")
    started = time.monotonic()
    result = read(path, Limits(seconds=0.02))
    assert result.status is Status.DAMAGED
    assert "too long" in result.detail
    assert time.monotonic() - started < 5


def test_a_reader_that_spins_is_stopped_by_its_processor_time(folder: Path) -> None:
    path = folder / "slow.html"
    path.write_text("<html>" + "<p>words " * 2_000_000)
    assert read(path, Limits(cpu_seconds=1)).status is Status.DAMAGED


def test_a_reader_out_of_memory_costs_one_file(folder: Path) -> None:
    path = making.pdf(folder / "a.pdf", "words")
    assert read(path, Limits(memory=30 << 20)).status is Status.DAMAGED
    assert read(path).status is Status.READ


def test_the_child_sees_no_secret_of_its_parent(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.core.extract import fence

    monkeypatch.setenv("HUB_SECRET_KEY", "secret")
    assert "HUB_SECRET_KEY" not in fence._clean_environment()


def test_characters_that_a_database_refuses_are_left_out(folder: Path) -> None:
    path = folder / "a.txt"
    path.write_bytes(b"before\x00after and much more text to be text " + b"x" * 300)
    assert "beforeafter" in read(path).pages[0]
