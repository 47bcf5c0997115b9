"""The commands of `python -m knowledge`; each module adds its own to the parser."""
