"""Applications: made, changed, given keys and master secrets; each change audited in its transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from attrs import evolve

from nexus.errors import InvalidInput
from nexus.mapping.documents import FieldDocument, field_specs
from nexus.model.audit import AuditEvent, Category
from nexus.model.connection import Application
from nexus.model.credentials import ApiKey, SecretVersion
from nexus.services.applications.credentials import Credentials, Issued, NewKey, NewSecret
from nexus.services.definitions.convert import application, application_entry
from nexus.services.definitions.documents import ApplicationDocument
from nexus.services.definitions.faults import application_faults
from nexus.services.person import Person, before_and_after
from nexus.services.repositories import Repositories


class ApplicationDesk:
    """Reads and changes the applications of one workspace at a time.

    Args:
        repositories: applications, audit log, transactions.
        credentials: makes and ends what senders prove themselves with.
    """

    def __init__(self, repositories: Repositories, credentials: Credentials) -> None:
        self._applications = repositories.applications
        self._audit = repositories.audit
        self._transactions = repositories.transactions
        self._credentials = credentials

    def list(self, workspace_id: str) -> Sequence[Application]:
        """All by name."""
        return self._applications.list(workspace_id)

    def get(self, workspace_id: str, application_id: str) -> Application:
        """One; raises NotFound."""
        return self._applications.get(workspace_id, application_id)

    def create(self, workspace_id: str, document: ApplicationDocument, person: Person) -> tuple[Application, Issued]:
        """Make an application; return it with its key and master secret, which are known at this moment only.

        Raises:
            InvalidInput: with every fault and its place.
            Conflict: the name is taken.
        """
        _check(document)
        with self._transactions.write():
            made = self._applications.create(application(document, "", workspace_id))
            issued = self._credentials.issue(workspace_id, made.id)
            self._note("application.create", made, person, before_and_after({}, application_entry(made)))
        return made, issued

    def update(
        self,
        workspace_id: str,
        application_id: str,
        document: ApplicationDocument,
        person: Person,
        *,
        expected: int | None = None,
    ) -> Application:
        """Replace all of an application but its keys and secrets; raises as `create`, and NotFound."""
        _check(document)
        with self._transactions.write():
            former = self._applications.get(workspace_id, application_id)
            return self._changed(former, application(document, application_id, workspace_id), person, expected)

    def set_fields(
        self,
        workspace_id: str,
        application_id: str,
        fields: Sequence[FieldDocument],
        person: Person,
        expected: int | None = None,
    ) -> Application:
        """Replace the fields of an application; raises as `update`."""
        with self._transactions.write():
            former = self._applications.get(workspace_id, application_id)
            wanted = evolve(former, fields=field_specs(fields))
            _refuse(application_faults(wanted))
            return self._changed(former, wanted, person, expected)

    def delete(self, workspace_id: str, application_id: str, person: Person) -> None:
        """Delete an application with its keys and secrets; raises NotFound, and Conflict where something uses it."""
        with self._transactions.write():
            former = self._applications.get(workspace_id, application_id)
            self._applications.delete(workspace_id, application_id)
            self._note("application.delete", former, person, before_and_after(application_entry(former), {}))

    def keys(self, workspace_id: str, application_id: str) -> Sequence[ApiKey]:
        """Keys that are valid now, newest first; raises NotFound."""
        return self._credentials.keys(workspace_id, application_id)

    def rotate_key(self, workspace_id: str, application_id: str, overlap: timedelta, person: Person) -> NewKey:
        """Give an application a new key; no former one stays valid for longer than ``overlap``. Raises NotFound."""
        with self._transactions.write():
            owner = self._applications.get(workspace_id, application_id)
            made = self._credentials.rotate_key(workspace_id, application_id, overlap)
            self._note_rotation("application.rotate_key", owner, person, {"key": made.id}, overlap)
        return made

    def end_key(self, workspace_id: str, application_id: str, key_id: str, person: Person) -> None:
        """End a key at once; raises NotFound."""
        with self._transactions.write():
            owner = self._applications.get(workspace_id, application_id)
            self._credentials.end_key(workspace_id, application_id, key_id)
            gone = before_and_after({"key": key_id}, {})
            self._note("application.end_key", owner, person, gone, Category.SECURITY)

    def secrets(self, workspace_id: str, application_id: str) -> Sequence[SecretVersion]:
        """Versions of the master secret that are valid now, newest first; raises NotFound."""
        return self._credentials.secrets(workspace_id, application_id)

    def rotate_secret(self, workspace_id: str, application_id: str, overlap: timedelta, person: Person) -> NewSecret:
        """Make a new version of the master secret; as `rotate_key`."""
        with self._transactions.write():
            owner = self._applications.get(workspace_id, application_id)
            made = self._credentials.rotate_secret(workspace_id, application_id, overlap)
            self._note_rotation("application.rotate_secret", owner, person, {"version": made.version}, overlap)
        return made

    def end_secret(self, workspace_id: str, application_id: str, version: int, person: Person) -> None:
        """End a version of the master secret at once; raises NotFound."""
        with self._transactions.write():
            owner = self._applications.get(workspace_id, application_id)
            self._credentials.end_secret(workspace_id, application_id, version)
            gone = before_and_after({"version": version}, {})
            self._note("application.end_secret", owner, person, gone, Category.SECURITY)

    def _changed(self, former: Application, wanted: Application, person: Person, expected: int | None) -> Application:
        changed = self._applications.update(wanted, expected)
        differs = before_and_after(application_entry(former), application_entry(changed))
        self._note("application.update", former, person, differs)
        return changed

    def _note_rotation(
        self, action: str, owner: Application, person: Person, made: Mapping[str, Any], overlap: timedelta
    ) -> None:
        details = before_and_after({}, {**made, "overlap_seconds": int(overlap.total_seconds())})
        self._note(action, owner, person, details, Category.SECURITY)

    def _note(
        self,
        action: str,
        about: Application,
        person: Person,
        details: Mapping[str, Any],
        category: Category = Category.ADMIN,
    ) -> None:
        event = AuditEvent(
            category,
            action,
            person.name,
            about.workspace_id,
            address=person.address,
            target=f"application:{about.name}",
            details=details,
        )
        self._audit.append(event)


def _check(document: ApplicationDocument) -> None:
    _refuse(application_faults(application(document, "", "")))


def _refuse(faults: Sequence[Any]) -> None:
    if faults:
        raise InvalidInput(faults)
