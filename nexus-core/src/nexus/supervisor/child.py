"""Runs a module as a child that never outlives its supervisor: ``python -m nexus.supervisor.child MODULE [ARGUMENT…]``.

Standard input is a pipe whose other end the supervisor alone holds. When the supervisor ends, in whatever way, the pipe
does, and the child ends where it stands: otherwise the next start would meet an API on its port and a worker under its
worker's name. Ending so loses nothing (reliability 21).
"""

import os
import runpy
import signal
import sys
import threading


def end_with_supervisor() -> None:
    """Wait for the end of standard input, and end this process."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_supervisor, name="supervised", daemon=True).start()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
