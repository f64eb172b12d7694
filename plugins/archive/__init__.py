"""The preservation bundle: made, verified, told apart, and its releases shown on the site."""


def register() -> None:
    """Connect to Pelican (only then is Pelican imported)."""
    from plugins.archive.plugin import register as connect

    connect()
