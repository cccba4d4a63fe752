"""Search without a server: an index in small files that the reader's browser fetches by need.

    events ──► blocks (≤ 128 events each, kept in the cache) ──► shards ──► /search/words/<n>.txt
    events ──► one row an event, in the order of the record ─────────────► /search/events.json
    registries ──► every name of every record ───────────────────────────► /search/records.json

An event's block follows from its id alone, so a new event moves no other. A shard holds the words
whose first two characters fall into it; its file is a line a block. The cache keeps each block's
part of every shard under the digest of its events, so after an edit one block is read again. What
the browser counts and filters by is in `events.json`; what it shows of a result it takes from the
event's page.

`tokenize` and `theme/static/js/search/words.js` split text alike, or nothing would be found.
"""
