"""Refuses answers that cannot work, before anything is written."""

import re
import sys

ROLES = {"sink", "source", "query", "browse", "step", "transform"}
name, roles = "{{ cookiecutter.name }}", "{{ cookiecutter.roles }}".replace(" ", "").split(",")
sql = "{{ cookiecutter.sql }}".lower()

if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
    sys.exit(f"{name!r} is no name of a connector: use kebab case, like sap-hana")
if not set(roles) or not set(roles) <= ROLES:
    sys.exit(f"roles: {', '.join(sorted(set(roles) - ROLES))} is unknown; choose from {', '.join(sorted(ROLES))}")
if set(roles) & {"query", "browse"} and not set(roles) & {"sink", "source"}:
    sys.exit("query and browse belong to a connector that is written to or received from: add sink or source")
if sql not in {"yes", "no"}:
    sys.exit("sql: answer yes or no")
if sql == "yes" and not {"sink"} <= set(roles) <= {"sink", "query", "browse"}:
    sys.exit("an SQL connector offers sink, query and browse; make a package of its own for other roles")
