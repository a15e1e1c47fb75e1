"""Names say what is inside, and nothing grows beyond what a reader can hold."""

import ast

from tree import ROOT, python_files, tracked_files

NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc"}
LINES = 400
FUNCTION_LINES = 70
LONGER = {
    "nexus-core/src/nexus/hookspecs.py": "the whole contract of plugins stands in one file, and most of it is prose",
}
"""Files that may be longer than `LINES`, and why."""


def test_no_file_or_folder_has_a_name_that_says_nothing():
    sources = [file for file in tracked_files() if file.suffix in {".py", ".ts", ".tsx", ".js"}]

    assert not [
        str(file.relative_to(ROOT)) for file in sources if NAMELESS & {part.split(".")[0] for part in file.parts}
    ]


def test_no_source_file_is_longer_than_a_reader_can_hold():
    sources = [file for file in python_files() if "migrations" not in file.parts]  # a migration is one list of tables
    lengths = {str(file.relative_to(ROOT)): len(file.read_text().splitlines()) for file in sources}
    long = {name: length for name, length in lengths.items() if length > LINES}

    assert not {name: length for name, length in long.items() if name not in LONGER}
    assert set(LONGER) == set(long), "an exception that is not needed any more"


def test_no_function_is_longer_than_a_reader_can_hold():
    assert not [
        f"{file.relative_to(ROOT)}:{place}" for file in python_files() for place in long_functions(file.read_text())
    ]


def test_long_functions_are_found():
    source = "def endless():\n" + "    pass\n" * FUNCTION_LINES

    assert long_functions(source) == [f"1 endless has {FUNCTION_LINES + 1} lines"]
    assert not long_functions(source.removesuffix("    pass\n"))


def long_functions(source: str) -> list[str]:
    functions = [
        node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [
        f"{node.lineno} {node.name} has {length} lines"
        for node in functions
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
