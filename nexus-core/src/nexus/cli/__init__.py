"""The command line: ``nexus``. Each command is a module here that exposes one click command named ``command``."""
