"""A folder as an upstream."""

from folder_source import FolderConfig

from nexus.testing import SourceBench


class FolderBench(SourceBench):
    def __init__(self, folder):
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.config = FolderConfig(folder=str(folder))
        self.count = 0

    def send(self, payloads):
        for payload in payloads:
            self.count += 1
            part = self.folder / f"{self.count:08}.part"
            part.write_bytes(payload)
            part.rename(part.with_suffix(".json"))

    def send_bad(self):
        self.send([b"{no json"])
