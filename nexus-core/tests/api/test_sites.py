"""Built pages of plugins: found at their paths, in the smallest form, under a policy that lets nothing in from elsewhere."""

import logging
import re

import pytest
from litestar.testing import TestClient

from nexus.api.app import ApiParts, create_app
from nexus.api.sites import site_routes
from nexus.hookspecs import Site

HTML = {"Accept": "text/html"}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text('<meta name="csp-nonce" content="{{nonce}}">')
    (tmp_path / "assets" / "app-1f3.js").write_text("plain")
    (tmp_path / "assets" / "app-1f3.js.br").write_text("brotli")
    (tmp_path / "assets" / "app-1f3.js.gz").write_text("gzip")
    (tmp_path / "icon.svg").write_text("<svg/>")
    return tmp_path


def client_of(*sites):
    return TestClient(create_app(ApiParts(producer=None, definitions=None, root_routes=site_routes(sites))))


@pytest.fixture
def client(folder):
    return client_of(Site("/", folder))


@pytest.mark.parametrize("path", ["/", "/workflows", "/workflows/01a2/edit"])
def test_paths_of_the_application_are_answered_with_its_page(client, path):
    answer = client.get(path, headers=HTML)

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_every_answer_has_a_nonce_of_its_own_that_its_policy_names(client):
    nonces = set()
    for _ in range(3):
        answer = client.get("/", headers=HTML)
        nonce = re.search('content="([^"]+)"', answer.text)[1]
        assert f"'nonce-{nonce}'" in answer.headers["content-security-policy"]
        nonces.add(nonce)

    assert len(nonces) == 3


def test_no_script_may_come_from_elsewhere_or_stand_in_the_page(client):
    policy = client.get("/", headers=HTML).headers["content-security-policy"].split("; ")

    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    ("accepted", "text", "encoding"),
    [("gzip, br", "brotli", "br"), ("gzip", "gzip", "gzip"), ("identity", "plain", None)],
)
def test_a_file_comes_in_the_smallest_form_that_the_browser_takes(folder, accepted, text, encoding):
    parts = ApiParts(producer=None, definitions=None, root_routes=site_routes([Site("/", folder)]))
    with (
        TestClient(create_app(parts)) as client,
        client.stream("GET", "/assets/app-1f3.js", headers={"Accept-Encoding": accepted}) as answer,
    ):
        assert b"".join(answer.iter_raw()) == text.encode()
        assert answer.headers.get("content-encoding") == encoding
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["vary"] == "Accept-Encoding"


def test_a_file_without_hash_is_asked_for_again(client):
    assert client.get("/icon.svg").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/app-0ld.js", "/%2e%2e/secret", "/../secret", "/assets/..%2f..%2fsecret"])
def test_what_is_no_file_of_the_site_is_not_found(folder, client, path):
    (folder.parent / "secret").write_text("nobody may read this")
    answer = client.get(path, headers={"Accept": "*/*"})

    assert answer.status_code == 404
    assert "nobody may read this" not in answer.text


def test_the_api_and_what_stands_at_the_root_keep_their_paths(client):
    assert client.get("/api/nothing", headers={"Accept": "application/json"}).status_code == 404
    assert client.get("/metrics", headers=HTML).headers["content-type"].startswith("text/plain")


def test_a_site_may_stand_below_a_path_of_its_own(folder):
    client = client_of(Site("/board", folder))

    assert client.get("/board/anything", headers=HTML).status_code == 200
    assert client.get("/", headers=HTML).status_code == 404


def test_a_site_that_is_not_built_is_left_out_and_named(tmp_path, caplog):
    with caplog.at_level(logging.WARNING):
        assert site_routes([Site("/", tmp_path / "static")]) == []

    assert "the site at / is not built" in caplog.text
