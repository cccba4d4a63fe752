"""Search without a server: an index in small files that the reader's browser fetches by need.

    events ──► blocks (≤ 128 events each, kept in the cache) ──► shards ──► /search/words/<n>.txt
    events ──► one row an event, in the order of the record ─────────────► /search/events.json
    registries ──► every name of every record ───────────────────────────► /search/records.json

An event's block follows from its id alone, so a new event moves no other. Of a block are kept,
under the digest of all its events, the words of its events in as many fragments as there are
shards, and a mark (digest) of each fragment. A shard is the words whose first two
characters fall into it: its file is the fragments of all blocks, a line a block. So after
an edit one block is read anew, the marks alone tell which shards are others now, and these are
put together from bytes without looking at a word. What the browser counts and filters by is in
`events.json`; what it shows of a result it takes from the event's page.

`words` and `theme/static/js/search/words.js` split text alike, or nothing would be found.
"""
