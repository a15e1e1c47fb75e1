"""The delivery core on Redis and Valkey: streams, schedules, dead letters, durability. ``docs`` call it the stream store.

Start reading at `nexus.streams.keys` (where things are), then `producer` (accept), `consumer` (read and settle) and
`schedule` (retry and delay). `store.connect` turns a URL into the connection that all of them take.
"""
