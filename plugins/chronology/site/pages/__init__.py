"""What each kind of page shows: pages for the plan, and the context of each.

A module a kind. `pages(site)` yields its pages; each page carries the function that makes
its context, and a digest of all that context is made from.
"""
