"""The search: an index that a browser loads in small pieces, and the client that searches it."""


def register() -> None:
    """Connect to Pelican (only then is Pelican imported)."""
    from plugins.search.plugin import register as connect

    connect()
