"""What a file is by its bytes. A name only chooses between kinds of text, and never makes a program a document."""

import re
import struct
import zipfile
from pathlib import Path
from typing import Final

from hub.core.ole import SIGNATURE as OLE_SIGNATURE
from hub.core.ole import CompoundFile

HEAD = 1 << 16
UNKNOWN: Final = "application/octet-stream"
ENCRYPTED: Final = "application/x-encrypted-office"
OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

#: How a file begins. The order matters only where one is the start of another.
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"MZ", "application/x-dosexec"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\x00asm", "application/wasm"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "application/x-ms-shortcut"),
    (b"#!", "text/x-script"),
)
#: The kind of an Office package's main part, as [Content_Types].xml names it; embedded files have no ".main".
OOXML: tuple[tuple[bytes, str], ...] = (
    (rb"ms-word\.(?:document|template)\.macroEnabled\w*\.main", "application/vnd.ms-word.document.macroenabled.12"),
    (rb"ms-excel\.sheet\.binary\.macroEnabled\.main", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    (rb"ms-excel\.(?:sheet|template)\.macroEnabled\.main", "application/vnd.ms-excel.sheet.macroenabled.12"),
    (rb"ms-powerpoint\.\w+\.macroEnabled\.main", "application/vnd.ms-powerpoint.presentation.macroenabled.12"),
    (rb"wordprocessingml\.\w+\.main", OFFICE + "wordprocessingml.document"),
    (rb"presentationml\.\w+\.main", OFFICE + "presentationml.presentation"),
    (rb"spreadsheetml\.\w+\.main", OFFICE + "spreadsheetml.sheet"),
)
TEXT_BY_EXTENSION = {
    ".csv": "text/csv",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".eml": "message/rfc822",
    ".json": "application/json",
    ".ics": "text/calendar",
}
SCRIPT_EXTENSIONS = frozenset(
    {".bat", ".cmd", ".ps1", ".psm1", ".vbs", ".vbe", ".js", ".mjs", ".jse", ".wsf", ".hta", ".sh", ".py", ".pl"}
    | {".reg", ".scr", ".url", ".lnk", ".desktop", ".applescript", ".command"}
)
PROGRAMS = frozenset(
    {"application/x-dosexec", "application/x-executable", "application/x-mach-binary", "application/wasm"}
    | {"application/x-ms-shortcut", "text/x-script", "application/java-archive", "application/x-msi"}
    | {"application/vnd.android.package-archive", "application/x-msdownload", "application/x-apple-diskimage"}
)


def is_program(media_type: str) -> bool:
    """Something a computer would run; a library of documents has no use for it."""
    return media_type in PROGRAMS


def sniff(path: Path, filename: str = "") -> str:
    """The media type of the bytes at `path`; `filename` is what the person called it."""
    with path.open("rb") as file:
        head = file.read(HEAD)
    extension = Path(filename or path.name).suffix.lower()
    for look in (_by_beginning, _by_container, _by_text):
        found = look(path, head, extension)
        if found:
            return found
    return _by_library(path)


def _by_beginning(_path: Path, head: bytes, extension: str) -> str:
    if extension in SCRIPT_EXTENSIONS:
        return "text/x-script"
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in BEGINNINGS if head.lstrip(b"\xef\xbb\xbf").startswith(start)), "")


def _by_container(path: Path, head: bytes, _extension: str) -> str:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _inside_zip(path)
    if head.startswith(OLE_SIGNATURE):
        return _inside_ole(path)
    return ""


def _inside_zip(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
            if "[Content_Types].xml" in names:
                return _ooxml(package.open("[Content_Types].xml").read(1 << 20))
            if "mimetype" in names:
                return _declared(package.open("mimetype").read(200))
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, struct.error):
        return "application/zip"
    if "AndroidManifest.xml" in names:
        return "application/vnd.android.package-archive"
    return "application/java-archive" if "META-INF/MANIFEST.MF" in names else "application/zip"


def _ooxml(content_types: bytes) -> str:
    return next((kind for mark, kind in OOXML if re.search(mark, content_types)), "application/zip")


def _declared(mimetype: bytes) -> str:
    """OpenDocument and EPUB say what they are; a template is read as what it becomes."""
    said = mimetype.decode("ascii", "replace").strip().removesuffix("-template")
    is_known = said.startswith(OPEN_DOCUMENT) or said == "application/epub+zip"
    return said if is_known else "application/zip"


def _inside_ole(path: Path) -> str:
    with path.open("rb") as file:
        names = CompoundFile.names_of(file)
    if {name.upper() for name in names} & {"ENCRYPTEDPACKAGE", "\x09DRMCONTENT"}:
        return ENCRYPTED
    if "WordDocument" in names:
        return "application/msword"
    if names & {"Workbook", "Book"}:
        return "application/vnd.ms-excel"
    if "PowerPoint Document" in names or "PP40" in names:
        return "application/vnd.ms-powerpoint"
    if "__properties_version1.0" in names:
        return "application/vnd.ms-outlook"
    if any(name.startswith("\u4840") for name in names):
        return "application/x-msi"
    return UNKNOWN


def _by_text(_path: Path, head: bytes, extension: str) -> str:
    if not _is_text(head):
        return ""
    start = head[:2048].decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n").lower().replace("\x00", "")
    if start.startswith(("<!doctype html", "<html")) or (extension in (".html", ".htm") and "<" in start):
        return "text/html"
    if "<svg" in start and start.startswith(("<?xml", "<svg", "<!--", "<!doctype svg")):
        return "image/svg+xml"
    if start.startswith("<?xml"):
        return "text/html" if "<html" in start else "text/xml"
    return TEXT_BY_EXTENSION.get(extension, "text/plain")


def _is_text(head: bytes) -> bool:
    """Letters in some encoding: UTF-16 by its mark, otherwise hardly any control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    controls = sum(head.count(bytes((code,))) for code in range(32) if code not in (9, 10, 12, 13, 27))
    return controls * 200 <= len(head)


def _by_library(path: Path) -> str:
    """Sound, film and the many rarer formats."""
    import puremagic

    try:
        return str(puremagic.from_file(str(path), mime=True)) or UNKNOWN
    except (puremagic.PureError, ValueError, OSError):
        return UNKNOWN
