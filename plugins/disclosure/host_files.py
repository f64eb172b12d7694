"""Files for hosts and robots: security headers in four dialects, robots.txt, OpenSearch."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from urllib.parse import urlsplit

from plugins.catalogue import tables
from plugins.disclosure.settings import ColumnSettings
from plugins.disclosure.structured_data import absolute

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; object-src 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Frame-Options", "DENY"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


def host_files(settings: ColumnSettings) -> Iterator[tuple[str, str]]:
    """(address, text) of each file."""
    yield "_headers", "/*\n" + "".join(f"  {name}: {value}\n" for name, value in HEADERS)
    not_found = f"{urlsplit(settings.base_url).path}/404.html"
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS)
    yield "hosting/nginx.conf", f"{lines}error_page 404 {not_found};\n"
    lines = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS)
    yield "hosting/apache.conf", f"<IfModule mod_headers.c>\n{lines}</IfModule>\nErrorDocument 404 {not_found}\n"
    lines = "".join(f'    {name} "{value}"\n' for name, value in HEADERS)
    errors = f"handle_errors {{\n    rewrite * {not_found}\n    file_server\n}}\n"
    yield "hosting/Caddyfile", f"header {{\n{lines}}}\n{errors}"
    robots = "User-agent: *\nAllow: /\n"
    if settings.base_url:
        robots += f"Sitemap: {absolute(settings, 'sitemap.xml')}\n"
    yield "robots.txt", robots
    name = f"{settings.site_name}{tables.load('pages')['search']['title']}"
    template = absolute(settings, "search.html?q={searchTerms}")
    yield (
        "opensearch.xml",
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(settings.site_name[:16])}</ShortName>\n"
        f"<Description>{escape(name)}</Description>\n"
        "<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" template="{escape(template)}"/>\n'
        "</OpenSearchDescription>\n",
    )
