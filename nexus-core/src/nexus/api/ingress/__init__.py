"""``POST /ingress``: the way of a message from a sender's request into the streams of its application's workflows.

Read `rules` first: it is the one implementation of what is taken and what is refused. `protocol` answers such requests
straight from the connection; `route` gives the same to any ASGI server.
"""
