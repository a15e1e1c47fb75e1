"""``nexus user``: people who may log in. Passwords are never arguments: those are seen by all who list processes."""

import json
import sys

import click

from nexus import wiring
from nexus.cli.metadata import open_database, settings
from nexus.config import structure
from nexus.config.settings import Settings
from nexus.errors import NotFound
from nexus.model.user import Role
from nexus.security.passwords import Passwords
from nexus.services.people.documents import NewUserDocument
from nexus.services.people.users import UserDesk
from nexus.services.person import Person
from nexus.storage.database import Database
from nexus.storage.repositories import AuditLog, Users, Workspaces

_PERSON = Person("command line")
_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input.")


@click.group("user", epilog="Example: nexus user add mara --role user")
def command() -> None:
    """Add users, set their passwords, list them."""


@command.command("add", epilog="Example: nexus user add mara --role user --workspace default")
@click.argument("username")
@click.option("--owner", is_flag=True, help="May manage users and workspaces.")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), default="admin", help="Role in the workspace."
)
@click.option("--workspace", default="default", help="Name of the workspace that the user joins.")
@_STDIN
def add(*, username: str, owner: bool, role: str, workspace: str, password_stdin: bool) -> None:
    """Add a user; the password comes from a prompt, --password-stdin or NEXUS_ADMIN_PASSWORD."""
    chosen = settings()
    with open_database(chosen) as database:
        room = Workspaces(database).by_name(workspace)  # before a password is asked for
        desk = _desk(chosen, database)
        raw = {
            "username": username,
            "password": _password(chosen, from_stdin=password_stdin),
            # The first user must be an owner: nobody else could make one.
            "owner": owner or not desk.list(),
            "roles": {room.id: role},
        }
        made = desk.create(structure(NewUserDocument, raw), _PERSON)
    click.echo(f"added {username}" + (" as owner" if made.owner else ""))


@command.command("passwd", epilog="Example: nexus user passwd mara")
@click.argument("username")
@_STDIN
def passwd(*, username: str, password_stdin: bool) -> None:
    """Set a user's password and log the user out everywhere."""
    chosen = settings()
    with open_database(chosen) as database:
        user = Users(database).by_name(username)
        if user is None:
            raise NotFound("user", username)
        _desk(chosen, database).set_password(user.id, _password(chosen, from_stdin=password_stdin), _PERSON)
    click.echo(f"changed the password of {username}")


@command.command("list", epilog="Example: nexus user list --json")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_users(*, as_json: bool) -> None:
    """List users with their roles."""
    with open_database(settings()) as database:
        users = Users(database).list()
        names = {workspace.id: workspace.name for workspace in Workspaces(database).list()}
    rows = [
        {
            "username": user.username,
            "enabled": user.enabled,
            "owner": user.owner,
            "roles": {names[key]: role.value for key, role in user.memberships.items()},
        }
        for user in users
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
        return
    for user in users:
        roles = ", ".join(f"{role} in {names[key]}" for key, role in user.memberships.items())
        marks = "".join(mark for mark, holds in ((" (owner)", user.owner), (" (disabled)", not user.enabled)) if holds)
        click.echo(f"{user.username}{marks}: {roles or 'no workspace'}")


def _password(chosen: Settings, *, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if chosen.admin_password is not None and not sys.stdin.isatty():
        return chosen.admin_password.reveal()
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _desk(chosen: Settings, database: Database) -> UserDesk:
    return UserDesk(
        users=Users(database),
        workspaces=Workspaces(database),
        audit=AuditLog(database, wiring.key_ring(chosen)),
        transactions=database,
        passwords=Passwords(),
    )
