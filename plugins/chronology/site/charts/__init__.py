"""Charts drawn at build time: pure functions from dates and counts to plain geometry.

`axis` maps years to positions on a line, `history` draws events and terms in time, `matrix` who
meets whom, and `world` maps places to points. Templates make SVG of it (`components/chart.html`).
"""
