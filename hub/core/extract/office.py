"""DOCX, PPTX, ODT, ODP and bare XML as text: tables, headers, footnotes, text boxes and speakers' notes included."""

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from hub.core.extract.package import Package, pour, texts
from hub.core.extract.result import MAX_CHARACTERS, Damaged, NeedsPassword

LINE_ENDS = frozenset({"p", "h", "br", "cr", "tr", "row", "table-row", "line-break"})
CELL_ENDS = frozenset({"tc", "table-cell", "tab"})
PAGE_MARKS = frozenset({"lastRenderedPageBreak", "soft-page-break"})


class _Words:
    """Gathers the text of elements; `only` names the ones that hold words, none means all do."""

    skipped: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()
    pages_end_at: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self.pages: list[list[str]] = [[]]
        self._skipping = self._holding = self._within = self._rows = self._size = 0
        self._broken_in_row = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._skipping += name in self.skipped
        self._holding += name in self.only
        self._within += name in self.inside
        self._rows += name in ("tr", "table-row")
        if name in PAGE_MARKS or (name == "br" and _local(attributes, "type") == "page"):
            self._turn_page()
        elif name == "s":
            self.data_always(" ")

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self._skipping -= name in self.skipped
        self._holding -= name in self.only
        if name in LINE_ENDS:
            self.data_always("\n")
        elif name in CELL_ENDS:
            self.data_always("\t")
        if name in ("tr", "table-row"):
            self._rows -= 1
            self._broken_in_row = False
        if name in self.pages_end_at:
            self.pages.append([])
        self._within -= name in self.inside

    def data(self, text: str) -> None:
        if self._holding or not self.only:
            self.data_always(text)

    def data_always(self, text: str) -> None:
        if self._skipping or (self.inside and not self._within) or self._size > MAX_CHARACTERS:
            return
        self.pages[-1].append(text)
        self._size += len(text)

    def close(self) -> None: ...

    def text(self) -> list[str]:
        return ["".join(page).replace("\n\t", "\t") for page in self.pages]

    def _turn_page(self) -> None:
        """Word marks one page's end several times: beside a break of its own, and in every cell of a row."""
        if self._broken_in_row or self._skipping or not any(part.strip() for part in self.pages[-1]):
            return
        self._broken_in_row = self._rows > 0
        self.pages.append([])


class _WordWords(_Words):
    only = frozenset({"t"})
    skipped = frozenset({"Fallback", "delText", "instrText", "tabs"})


class _SlideWords(_Words):
    only = frozenset({"t", "v"})
    skipped = frozenset({"Fallback", "tabLst"})


class _OpenWords(_Words):
    only = frozenset({"p", "h"})
    skipped = frozenset({"tracked-changes", "script", "scripts"})
    inside = frozenset({"body"})
    pages_end_at = frozenset({"page"})


class _OpenMargins(_Words):
    only = frozenset({"p", "h"})
    inside = frozenset({"header", "footer", "header-left", "footer-left"})


class _FlatWords(_Words):
    skipped = frozenset({"style", "styles", "fonts", "lists", "tabs", "script", "binData", "docOleData"})


def read_docx(path: Path) -> Iterator[str]:
    """Pages as Word last laid them out; headers go with the first, notes and comments with the last."""
    with Package(path) as package:
        main = _main_part(package, "word/document.xml")
        body, margins, notes = _WordWords(), _WordWords(), _WordWords()
        package.feed(main, body)
        folder = main.rpartition("/")[0]
        texts(package, package.matching(f"{folder}/header") + package.matching(f"{folder}/footer"), margins)
        texts(package, [f"{folder}/{name}.xml" for name in ("footnotes", "endnotes", "comments")], notes)
    pages = body.text()
    pages[0] = _joined(pages[0], _once("".join(margins.text())))
    pages[-1] = _joined(pages[-1], "".join(notes.text()))
    return iter(pages)


def read_pptx(path: Path) -> Iterator[str]:
    """A slide is a page, in the order of the show, with its notes, charts and drawings."""
    with Package(path) as package:
        for slide in _slides(package):
            words = _SlideWords()
            package.feed(slide, words)
            spoken = (
                target
                for target in package.related(slide).values()
                if target.startswith(("ppt/notesSlides/", "ppt/diagrams/data", "ppt/charts/chart", "ppt/comments/"))
            )
            texts(package, spoken, words)
            yield "".join(words.text())


def read_odt(path: Path) -> Iterator[str]:
    with Package(path) as package:
        _refuse_encrypted(package)
        body, margins = _OpenWords(), _OpenMargins()
        package.feed("content.xml", body)
        package.feed("styles.xml", margins)
    pages = body.text()
    pages[0] = _joined(pages[0], _once("".join(margins.text())))
    return iter(pages)


def read_odp(path: Path) -> Iterator[str]:
    with Package(path) as package:
        _refuse_encrypted(package)
        slides = _OpenWords()
        package.feed("content.xml", slides)
    # What follows the last slide is nothing, unless somebody wrote it there.
    pages = slides.text()
    return iter(pages if pages[-1].strip() else pages[:-1])


def read_xml(path: Path) -> Iterator[str]:
    """XML of no kind we know (Word's flat XML among them): its words, none of its markup."""
    words = _FlatWords()
    try:
        with path.open("rb") as file:
            pour(file, words)
    except etree.XMLSyntaxError as error:
        raise Damaged from error
    return iter(words.text())


def _main_part(package: Package, usual: str) -> str:
    """Where the body lies; some writers put it elsewhere, and the package's own relations say so."""
    if usual in package.names:
        return usual
    for target in package.related("").values():
        if target in package.names and target.endswith(".xml") and "docProps" not in target:
            return target
    raise Damaged


def _slides(package: Package) -> list[str]:
    """The order of the show, then any slide that the show leaves out."""
    show = _ShowOrder()
    package.feed("ppt/presentation.xml", show)
    related = package.related("ppt/presentation.xml")
    ordered = [related[key] for key in show.keys if related.get(key) in package.names]
    return ordered + [name for name in package.matching("ppt/slides/slide") if name not in ordered]


class _ShowOrder(_Words):
    def __init__(self) -> None:
        super().__init__()
        self.keys: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}sldId"):
            key = next((value for name, value in attributes.items() if name.endswith("}id")), "")
            self.keys.append(key)


def _refuse_encrypted(package: Package) -> None:
    manifest = _Encrypted()
    package.feed("META-INF/manifest.xml", manifest)
    if manifest.found:
        raise NeedsPassword


class _Encrypted(_Words):
    found = False

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        self.found = self.found or tag.endswith(("}encryption-data", "}encrypted-key"))


def _joined(*parts: str) -> str:
    return "\n".join(part.strip("\n") for part in parts if part.strip())


def _once(text: str) -> str:
    """Each different line of the headers and footers, once."""
    return "\n".join(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def _local(attributes: dict[str, str], name: str) -> str | None:
    return next((value for key, value in attributes.items() if key.rpartition("}")[2] == name), None)
