"""nexus connector: wrong usage is said with its remedy; what it does is tested with generated packages."""

import pytest
from click.testing import CliRunner

from nexus.cli.connector import command

PLUGIN = '[project]\nname = "nexus-nowhere"\n[project.entry-points."nexus.plugins"]\nnowhere = "nexus_nowhere"\n'


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(command, list(map(str, arguments)))


@pytest.mark.parametrize(
    ("project", "what"),
    [
        (None, "name the folder of a connector's package"),
        ("[project", "pyproject.toml"),
        ('[project]\nname = "x"\n', "names no plugin"),
        (PLUGIN, "pip install --editable"),
    ],
)
def test_a_folder_that_is_no_installed_connector_is_refused(run, tmp_path, project, what):
    if project is not None:
        (tmp_path / "pyproject.toml").write_text(project)

    done = run("certify", tmp_path)

    assert done.exit_code == 2
    assert what in " ".join(done.output.split())


def test_an_unknown_command_is_wrong_usage(run):
    assert run("forge").exit_code == 2
