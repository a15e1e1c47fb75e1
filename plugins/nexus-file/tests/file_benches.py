"""A folder as the suites see it."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

from nexus_file.config import STATE, FileConfig, Pick
from nexus_file.journal import read_rows
from pyarrow import parquet

from nexus import WriteTarget
from nexus.testing import SinkBench, SourceBench


class DropBench(SourceBench):
    """Drops finished files, as a careful writer does: written under another name, then renamed."""

    def __init__(self, folder, pick):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.pick = pick
        self.config = FileConfig(folder=str(folder), files=(pick,), settle_s=0.0, poll_s=0.05)
        self.count = 0

    def send(self, payloads):
        self.drop(b"".join(payload + b"\n" for payload in payloads), "jsonl")

    def send_bad(self):
        self.drop(b'{"n": \n', "jsonl")

    def drop(self, content, ending):
        self.count += 1
        part = self.folder / f"{self.count:06}.part"
        part.write_bytes(content)
        return part.rename(self.folder / f"in-{self.count:06}.{ending}")


JSON_LINES = Pick(name="lines", pattern="*.jsonl", format="jsonl")


class ShelfBench(SinkBench):
    """Reads what a pipeline has written: the files that are shown, and the rows of the one that is not finished."""

    def __init__(self, folder, format_, **options):
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.config = FileConfig(folder=str(folder))
        self.format = format_
        self.options = {"format": format_, **options}

    def target(self, operation, fields, *, ledger=False):
        return WriteTarget(uuid4().hex, operation, f"t{uuid4().hex[:8]}", columns=fields, options=self.options)

    def stored(self, target):
        rows = [row for path in self.files(target) for row in self.read(path)]
        for journal in sorted((self.folder / STATE / "out" / target.pipeline_id).glob("*.journal")):
            rows += [json.loads(row, parse_float=exact) for row in read_rows(journal)]
        return rows

    def bad_row(self, target, index):
        return {"id": 2**70 + index, "name": "x", "qty": 1}

    def files(self, target):
        return sorted(self.folder.glob(f"{target.target}-*.{self.format}"))

    def read(self, path: Path):
        if self.format == "parquet":
            return parquet.read_table(path).to_pylist()
        if self.format == "csv":
            return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
        return [json.loads(line, parse_float=exact) for line in path.read_text("utf-8").splitlines()]

    def restore(self, kind, stored):
        return super().restore(kind, float(stored) if kind == "float" and stored is not None else stored)


def exact(text):
    """A number as JSON lines have it: a decimal with all its digits."""
    return Decimal(text)
