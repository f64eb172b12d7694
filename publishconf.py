"""Settings for the published column: the same as for editing, on purpose. What is checked is what is published."""

from pelicanconf import *  # noqa: F403 (a settings file is its names)
