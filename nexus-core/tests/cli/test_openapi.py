"""nexus openapi prints what clients are generated from, without a server."""

import json

from click.testing import CliRunner
from openapi_spec_validator import OpenAPIV31SpecValidator

from nexus.cli.main import main


def test_it_prints_a_valid_document_with_the_routes_of_the_core():
    done = CliRunner().invoke(main, ["openapi"])

    assert done.exit_code == 0, done.output
    document = json.loads(done.output)
    OpenAPIV31SpecValidator(document).validate()
    assert {"/api/v1/agents", "/api/v1/users"} <= set(document["paths"])


def test_it_writes_a_file(tmp_path):
    file = tmp_path / "openapi.json"

    done = CliRunner().invoke(main, ["openapi", "--output", str(file)])

    assert done.exit_code == 0
    assert done.output == ""
    assert json.loads(file.read_text())["openapi"].startswith("3.1")
