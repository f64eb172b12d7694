"""The disclosure column: reads documents, lets out only what may be public, relates them, shows them."""


def register() -> None:
    """Connect to Pelican (only then is Pelican imported)."""
    from plugins.disclosure.plugin import register as connect

    connect()
