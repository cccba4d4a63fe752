"""Charts drawn at build time: pure functions from dates and counts to plain geometry.

`families` gives the kinds of event that have a colour, `axis` years to places on a line, `history`
what a page draws in time, `world` a place to a point of the map. Templates make SVG of it
(`components/chart.html`).
"""
