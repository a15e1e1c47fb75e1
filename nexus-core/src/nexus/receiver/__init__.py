"""The process that runs sources: it receives from connections, and writes what comes into the streams of workflows."""
