"""A source for checks of the source suite: takes the files of a folder, in the order of their names."""

import asyncio
import json
from pathlib import Path

from nexus import Check, Connector, SourceMessage, SourceType, config


@config.define
class FolderConfig:
    folder: str = config.field(title="Folder")


class FolderSource:
    """Honest: removes a file once emit has returned."""

    many = 50

    def __init__(self, settings, context):
        self.folder = Path(settings.folder)
        self.context = context

    def close(self):
        pass

    async def run(self, emit):
        self.context.connected()
        while True:
            files = sorted(self.folder.glob("*.json"))[: self.many]
            if files:
                await self.hand_over(files, emit)
            else:
                await asyncio.sleep(0.01)

    async def hand_over(self, files, emit):
        messages = [self.message(file) for file in files]
        emitting = asyncio.ensure_future(emit(messages))
        try:
            await asyncio.shield(emitting)
        except asyncio.CancelledError:
            await emitting
            self.remove(files)
            raise
        self.remove(files)

    def remove(self, files):
        for file in files:
            file.unlink()

    def message(self, file):
        payload = file.read_bytes()
        try:
            json.loads(payload)
        except ValueError as error:
            return SourceMessage(payload, file.name, error=str(error))
        return SourceMessage(payload, file.name, {"file": file.name})


def check(settings, context):
    there = Path(settings.folder).is_dir()
    return [Check("folder", there, "" if there else "there is none", "" if there else "make it")]


FOLDER = Connector(name="folder", title="Folder", family="file", config=FolderConfig, check=check)
SOURCE = SourceType(FOLDER, FolderSource)
