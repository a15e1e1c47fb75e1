"""Connections that are reached through edge agents: what is said over an agent's link, at both of its ends.

An agent keeps one WebSocket to the centre. The centre asks over it (`frames.Ask`), the agent answers with a sequence of
items in parts. How many parts may be under way is bounded, so that a large result waits at its source. Any API process may
ask: the one that has the agent's link passes on what the others send (`switchboard`).
"""
