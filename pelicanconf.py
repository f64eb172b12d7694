"""Settings of the column. An agency changes this file; nothing else names it."""

from plugins.catalogue import tables

SITENAME = "示例市文化和旅游局政府信息公开"
SITEURL = "https://xxgk.wlj.example.gov.cn"
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh-cn"

PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_DIR = "theme"
PLUGIN_PATHS = ["."]
PLUGINS = ["plugins.disclosure", "plugins.search", "plugins.archive"]

# Documents have their own generator; of Pelican's own only fixed pages and static files are used.
ARTICLE_PATHS: list[str] = []
PAGE_PATHS = ["pages"]
STATIC_PATHS: list[str] = []
DIRECT_TEMPLATES: list[str] = []
DRAFT_PAGE_SAVE_AS = ""
CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False
DELETE_OUTPUT_DIRECTORY = False
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
JINJA_ENVIRONMENT = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True}
JINJA_GLOBALS = {"words": tables.load("theme")}

COLUMN = {
    "agency": "示例市文化和旅游局",
    "site_id_code": "9901000007",
    "icp_number": "示ICP备00000000号",
    "police_number": "示公网安备99010002000000号",
    "address": "示例市甲川区文化路1号",
    "telephone": "0990-5550100",
    "correction_url": "",
    "accessibility_page": "pages/accessibility.html",
    "releases_page": "releases.html",
    "emblem": "",
    "index_number_template": "11990100MB0990104N/{year}-{serial:05d}",
    "list_on_request": False,
    "sections": [
        ("政府信息公开指南", "pages/guide.html"),
        ("政府信息公开制度", "pages/rules.html"),
        ("法定主动公开内容", "lists/index.html"),
        ("政府信息公开年报", "pages/annual-reports.html"),
        ("依申请公开", "pages/request.html"),
    ],
}

# 由谁生成："processes" 为本机各处理器；文件多到一台机器不够用时，写 dask 调度器的地址，如 "tcp://scheduler:8786"，
# 内容、模板、输出目录须在各机共用的存储上，路径相同。GONGKAI_SCRATCH 是各机共用的临时目录（fsspec 地址，如
# "file:///mnt/scratch"），不写则在输出目录旁边。见 docs/decisions/0008-executors.md。
GONGKAI_EXECUTOR = "processes"
GONGKAI_SCRATCH = ""

# Where the archive's zips are put for the public, and the signers' public key; see docs/decisions/0007-archive.md.
ARCHIVE = {"downloads": "", "public_key": ""}
