"""A chronology of events as a Pelican site.

    files ──► documents ──► records ──► chronology ──► plan ──► pages
         archive        rules       chronology     views    build

`folder` finds the files, `documents` and `strictyaml` read them, `records` makes the records
of `model` from them and `archive` keeps what did not change. `chronology` links and indexes,
`rules` checks the whole, `views` say what each page shows, `plan` holds every page before one
is written, `build` writes them all or none. Only `generator` knows Pelican.
"""

from __future__ import annotations


def register() -> None:
    """Pelican calls this when it loads the plugin."""
    from chronology import pelican_plugin  # Pelican is the host here, and nowhere else

    pelican_plugin.register()
