"""Small files of every kind, made by hand, so that each test says what is in them."""

import struct
import zipfile
from pathlib import Path

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
OD = "urn:oasis:names:tc:opendocument:xmlns:"
TYPES = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def _objects(pages: tuple[str, ...], extra: str = "") -> list[str]:
    kids = " ".join(f"{4 + 2 * index} 0 R" for index in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for index, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET" if text else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {5 + 2 * index} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    return [*objects, extra] if extra else objects


def _write_pdf(path: Path, objects: list[str], trailer: str = "") -> Path:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode("latin-1")
    path.write_bytes(out)
    return path


def pdf(path: Path, *pages: str) -> Path:
    return _write_pdf(path, _objects(pages))


def locked_pdf(path: Path) -> Path:
    """Standard encryption whose password nobody knows."""
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
    objects = _objects(("secret",), lock)
    return _write_pdf(path, objects, f"/Encrypt {len(objects)} 0 R /ID [<{'43' * 16}> <{'43' * 16}>]")


def package(path: Path, **parts: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in parts.items():
            out.writestr(name, content)
    return path


def docx(path: Path) -> Path:
    box = "<w:txbxContent><w:p><w:r><w:t>In a text box</w:t></w:r></w:p></w:txbxContent>"
    body = f"""<w:p><w:r><w:t>Body text</w:t></w:r><w:del><w:r><w:delText>struck out</w:delText></w:r></w:del>
      <w:r><w:instrText>HYPERLINK</w:instrText></w:r></w:p>
      <w:tbl><w:tr><w:tc><w:p><w:r><w:t>In a cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
      <w:p><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:p>
      <w:p><w:r><w:br w:type="page"/></w:r></w:p>
      <w:p><w:r><w:lastRenderedPageBreak/><w:t>Later text</w:t></w:r></w:p>"""
    parts = {
        "[Content_Types].xml": TYPES.format("wordprocessingml.document"),
        "word/document.xml": f"<w:document {W} {MC}><w:body>{body}</w:body></w:document>",
        "word/header1.xml": f"<w:hdr {W}><w:p><w:r><w:t>The header</w:t></w:r></w:p></w:hdr>",
        "word/footnotes.xml": f"<w:footnotes {W}><w:p><w:r><w:t>A footnote</w:t></w:r></w:p></w:footnotes>",
    }
    return package(path, **parts)


def laughing_docx(path: Path) -> Path:
    lines = "".join(f'<!ENTITY e{n + 1} "{"&e" + str(n) + ";" * 1}{f"&e{n};" * 9}">' for n in range(9))
    text = f'<!DOCTYPE x [<!ENTITY e0 "ha">{lines}]><w:document {W}><w:p><w:t>fun &e9;</w:t></w:p></w:document>'
    return package(
        path, **{"[Content_Types].xml": TYPES.format("wordprocessingml.document"), "word/document.xml": text}
    )


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", TYPES.format("wordprocessingml.document"))
        with out.open("word/document.xml", "w") as part:
            for _ in range(400):
                part.write(b"<w:t>" + b"a" * (1 << 20))
    return path


def pptx(path: Path) -> Path:
    def slide(text: str) -> str:
        return f"<p:sld {P} {A}><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>"

    def relations(**targets: str) -> str:
        lines = "".join(f'<Relationship Id="{key}" Target="{target}"/>' for key, target in targets.items())
        return f'<Relationships xmlns="{RELATIONS}">{lines}</Relationships>'

    parts = {
        "[Content_Types].xml": TYPES.format("presentationml.presentation"),
        "ppt/presentation.xml": f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="r2"/>'
        '<p:sldId id="257" r:id="r1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": relations(r1="slides/slide1.xml", r2="slides/slide2.xml"),
        "ppt/slides/slide1.xml": slide("Shown second"),
        "ppt/slides/slide2.xml": slide("Shown first"),
        "ppt/slides/_rels/slide2.xml.rels": relations(n="../notesSlides/notesSlide1.xml"),
        "ppt/notesSlides/notesSlide1.xml": slide("Say this aloud"),
    }
    return package(path, **parts)


def odt(path: Path, *, encrypted: bool = False) -> Path:
    spaces = f'xmlns:office="{OD}office:1.0" xmlns:text="{OD}text:1.0" xmlns:style="{OD}style:1.0"'
    lock = "<m:encryption-data/>" if encrypted else ""
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OD}manifest:1.0">{lock}</m:manifest>',
        "content.xml": f"<office:document-content {spaces}><office:body><text:p>Written openly</text:p>"
        "</office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {spaces}><style:footer><text:p>At the foot</text:p></style:footer>"
        "</office:document-styles>",
    }
    return package(path, **parts)


def xlsx(path: Path) -> Path:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    row = '<c r="A1" t="inlineStr"><is><t>Waste</t></is></c><c r="B1"><v>2024</v></c><c r="C1"><v>1.5</v></c>'
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in ((1, "Budget"), (2, "Empty")))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    links = "".join(f'<Relationship Id="r{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    root = f'<Relationship Id="r0" Type="{office}" Target="xl/workbook.xml"/>'
    parts = {
        "[Content_Types].xml": TYPES.format("spreadsheetml.sheet"),
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{root}</Relationships>',
        "xl/workbook.xml": f"<workbook {space} {R}><sheets>{sheets}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet {space}><sheetData><row r="1">{row}</row></sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f"<worksheet {space}><sheetData/></worksheet>",
    }
    return package(path, **parts)


def doc(path: Path, text: str) -> Path:
    """A Word 97 file of one piece: the streams WordDocument and 1Table in a compound file."""
    words = text.encode("cp1252")
    main = bytearray(4096)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0x00C1)
    struct.pack_into("<H", main, 10, 0x0200)
    main[1024 : 1024 + len(words)] = words
    pieces = struct.pack("<II", 0, len(words)) + struct.pack("<HIH", 0, 0x40000000 | 2048, 0)
    table = (b"\x02" + struct.pack("<I", len(pieces)) + pieces).ljust(4096, b"\0")
    struct.pack_into("<II", main, 0x01A2, 0, 5 + len(pieces))
    return compound(path, {"WordDocument": bytes(main), "1Table": table})


def compound(path: Path, streams: dict[str, bytes]) -> Path:
    """An OLE2 file; every stream is a multiple of 512 bytes and at least 4,096 long."""
    fat, entries, content = [0xFFFFFFFD, 0xFFFFFFFE], [_entry("Root Entry", 5, 0xFFFFFFFE, 0)], b""
    for name, body in streams.items():
        first, count = len(fat), len(body) // 512
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        entries.append(_entry(name, 2, first, len(body)))
        content += body
    fat += [0xFFFFFFFF] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)[: 76 - len(header)]
    header += struct.pack("<I", 0) + b"\xff" * 432
    path.write_bytes(header[:512] + struct.pack("<128I", *fat) + b"".join(entries).ljust(512, b"\0") + content)
    return path


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBB", len(raw), kind, 1)
        + bytes(48)
        + struct.pack("<IIQ", start, size, 0)[:12]
    )
