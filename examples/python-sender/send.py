"""Sends what comes on standard input, one JSON object a line, to Nexus or to an agent.

    NEXUS_URL=http://127.0.0.1:8080 NEXUS_KEY=nxk_… python send.py < orders.ndjson

With IMPORT=a-name, a run that was interrupted may be repeated: what had been taken is not taken again.
"""

import json
import os
import sys

from nexus_sdk import NexusClient, NexusError

with NexusClient(os.environ.get("NEXUS_URL", "http://127.0.0.1:8080"), os.environ["NEXUS_KEY"]) as client:
    messages = (json.loads(line) for line in sys.stdin if line.strip())
    try:
        done = client.send_batch(messages, key=os.environ.get("IMPORT"))
    except NexusError as error:
        sys.exit(f"{error.sent.accepted if error.sent else 0} taken, then: {error}")
    print(f"{done.accepted} taken, {done.duplicates} had been taken before")
