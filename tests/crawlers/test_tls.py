"""Who answers: hosts with good and bad papers, and chains that are completed or not, each over a real connection."""

import os
import socket
import ssl
import time
import warnings
from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from crawlers.guard.aia import certificates_in, issuer_urls, issuers_among
from crawlers.guard.tls import Trust
from tests.crawlers.authority import Papers
from tests.crawlers.fetching import fetch
from tests.crawlers.hosts import Host, http

CA = "ca.test"


def hang(connection) -> None:
    time.sleep(40)


class World:
    """Hosts with papers, and the authority's own host, which gives out what is missing."""

    def __init__(self, folder, stack: ExitStack) -> None:
        self.folder, self._stack = folder, stack
        self.files, self.hosts, self.dns, self.opened = {}, {}, {}, []
        self.store = self._host(CA, Host(self.files))
        self.root = Papers("Gốc", ca=True)
        self.link = Papers("Trung gian", self.root, ca=True)
        self.hidden = Papers("Trung gian kín", self.root, ca=True)
        self.put("/link.der", self.link.der)
        self.put("/hidden.der", self.hidden.der)

    def _host(self, name, host) -> Host:
        self._stack.enter_context(host)
        self.dns[name] = ["127.0.0.1"]
        self.opened.append(f"{name}:{host.port}")
        return host

    def put(self, path, data, **fields) -> str:
        self.files[path] = (
            http(body=data, Content_Type="application/pkix-cert", **fields)
            if isinstance(data, bytes)
            else data
        )
        return self.at(path)

    def at(self, path) -> str:
        return f"http://{CA}:{self.store.port}{path}"

    def serve(self, name, papers, *chain, **more) -> None:
        pages = {"/": http(body=b"xin chao")}
        self.hosts[name] = self._host(name, Host(pages, tls=papers.server(self.folder, *chain, **more)))

    def leaf(self, name, issuer=None, **more) -> Papers:
        return Papers(name, issuer or self.link, hosts=[name], **more)

    def url(self, name) -> str:
        return f"https://{name}:{self.hosts[name].port}/"

    def fetch(self, var, names=None):
        bundle = self.folder / "roots.pem"
        bundle.write_bytes(self.root.pem)
        env = {**os.environ, "SSL_CERT_FILE": str(bundle), "SSL_CERT_DIR": "/nonexistent"}
        urls = [self.url(name) for name in names or self.hosts]
        told = fetch(var, urls, dns=self.dns, opened=self.opened, env=env, settings={"DOWNLOAD_TIMEOUT": 3})
        return SimpleNamespace(told=told, of={name: told.of[self.url(name)] for name in names or self.hosts})


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    with ExitStack() as stack:
        made = World(tmp_path_factory.mktemp("tls"), stack)
        _good(made)
        _bad(made)
        yield made


def _good(world: World) -> None:
    der = world.at("/link.der")
    world.serve("whole.test", world.leaf("whole.test"), world.link)
    world.serve("short.test", world.leaf("short.test", aia=[der]))
    many = pkcs7.serialize_certificates([world.root.certificate, world.link.certificate], Encoding.DER)
    world.serve("pkcs7.test", world.leaf("pkcs7.test", aia=[world.put("/link.p7c", many)]))
    second = Papers("Trung gian hai", world.link, ca=True, aia=[der])
    pem = world.put("/second.pem", second.pem)
    world.serve(
        "long.test", world.leaf("long.test", second, aia=["ldap://ca.test/cn", world.at("/none"), pem])
    )


def _bad(world: World) -> None:
    der, stranger = world.at("/link.der"), Papers("Gốc lạ", ca=True)
    world.serve(
        "other.test", Papers("x", world.link, hosts=["another.test", "*.deep.other.test"]), world.link
    )
    world.serve(
        "nameless.test", Papers("nameless.test", world.link, hosts=["nameless.test"], san=False), world.link
    )
    world.serve("late.test", world.leaf("late.test", begins=-9, ends=-2), world.link)
    world.serve("shortlate.test", world.leaf("shortlate.test", begins=-9, ends=-2, aia=[der]))
    world.serve("early.test", world.leaf("early.test", begins=2), world.link)
    world.serve("self.test", Papers("self.test", hosts=["self.test"]))
    world.serve("strange.test", world.leaf("strange.test", stranger), stranger)
    world.serve("mute.test", world.leaf("mute.test", world.hidden))
    false_link = Papers("Trung gian kín", stranger, ca=True)
    world.serve(
        "forged.test", world.leaf("forged.test", world.hidden, aia=[world.put("/forged.der", false_link.der)])
    )
    rogue = Papers("Trung gian giả", stranger, ca=True, aia=[world.put("/stranger.der", stranger.der)])
    world.serve("rogue.test", world.leaf("rogue.test", rogue, aia=[world.put("/rogue.der", rogue.der)]))
    world.serve("root.test", world.leaf("root.test", stranger, aia=[world.at("/stranger.der")]))
    clerk = Papers("Không phải CA", world.root, ca=False)
    world.serve("clerk.test", world.leaf("clerk.test", clerk, aia=[world.put("/clerk.der", clerk.der)]))
    world.dns["inside.test"] = ["10.0.0.8"]
    world.serve(
        "inward.test",
        world.leaf(
            "inward.test", world.hidden, aia=["http://inside.test/a", "http://127.0.0.1/b", "http://[::1]/"]
        ),
    )
    world.serve(
        "file.test",
        world.leaf(
            "file.test", world.hidden, aia=["file:///etc/passwd", "https://ca.test/", "ftp://ca.test/"]
        ),
    )
    world.serve(
        "port.test",
        world.leaf("port.test", world.hidden, aia=["http://ca.test:22/", "http://an:bi@ca.test/"]),
    )
    moved = world.put("/moved", lambda c: c.sendall(http(302, Location=world.at("/hidden.der"))))
    world.serve("moved.test", world.leaf("moved.test", world.hidden, aia=[moved]))
    world.serve(
        "noise.test", world.leaf("noise.test", world.hidden, aia=[world.put("/noise", b"<html>no</html>")])
    )
    world.serve("huge.test", world.leaf("huge.test", world.hidden, aia=[world.put("/huge", b"x" * 200_000)]))
    world.serve("slow.test", world.leaf("slow.test", world.hidden, aia=[world.put("/slow", hang)]))
    chain = [world.root]
    for number in range(6):
        aia = [world.put(f"/chain/{number - 1}", chain[-1].der)]
        chain.append(Papers(f"Tầng {number}", chain[-1], ca=True, aia=aia))
    top = world.put("/chain/5", chain[-1].der)
    world.serve("deep.test", world.leaf("deep.test", chain[-1]), *reversed(chain[1:]))
    world.serve("climb.test", world.leaf("climb.test", chain[-1], aia=[top]))
    world.serve("old.test", world.leaf("old.test"), world.link, old=True)


@pytest.fixture(scope="module")
def seen(world, tmp_path_factory):
    """What came of all of them, in one crawl."""
    return world.fetch(tmp_path_factory.mktemp("var"))


@pytest.mark.parametrize("name", ["whole.test", "short.test", "pkcs7.test", "long.test"])
def test_a_host_with_good_papers_is_read(seen, name):
    told = seen.of[name]
    assert (told.status, told.error) == (200, ""), told


BAD = {
    "other.test": "its certificate is for another.test, *.deep.other.test, not for other.test",
    "nameless.test": "its certificate is for nobody, not for nameless.test",
    "late.test": "its certificate expired on",
    "shortlate.test": "its certificate expired on",
    "early.test": "its certificate is not valid yet",
    "self.test": "its certificate is signed by itself",
    "strange.test": "its certificate leads to a root that is not trusted here",
    "mute.test": "it does not say where the rest is",
    "forged.test": "gives no certificate that signed it",
    "rogue.test": "gives no certificate that signed it",
    "root.test": "gives no certificate that signed it",
    "clerk.test": "gives no certificate that signed it",
    "inward.test": "inside.test resolves to 10.0.0.8, which is not a public address",
    "file.test": "it does not say where the rest is",
    "port.test": "certificates are fetched from port 80 only",
    "moved.test": "HTTP 302",
    "noise.test": "gives no certificate that signed it",
    "huge.test": "length",
    "slow.test": "took longer than 3 s",
    "deep.test": "its certificate chain is too long",
    "climb.test": "no root within 4 certificates",
    "old.test": "no safe connection",
}


@pytest.mark.parametrize("name", BAD)
def test_a_host_with_bad_papers_is_refused_and_told_why(seen, name):
    told = seen.of[name]
    assert (told.status, told.error) == (0, "Untrusted"), told
    assert BAD[name] in told.reason
    assert told.fix


def test_nothing_was_sent_to_whoever_was_not_trusted(world, seen):
    assert {name: world.hosts[name].seen for name in BAD if world.hosts[name].seen} == {}


def test_the_old_host_speaks_with_whoever_lets_it(world, seen):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client = ssl._create_unverified_context()
        client.set_ciphers("ALL:@SECLEVEL=0")
        client.minimum_version = ssl.TLSVersion.TLSv1
    with (
        socket.create_connection(("127.0.0.1", world.hosts["old.test"].port)) as raw,
        client.wrap_socket(raw) as spoken,
    ):
        assert spoken.version() == "TLSv1.1"


def test_every_reason_stands_beside_its_address(seen):
    assert "http://127.0.0.1/b: 127.0.0.1 resolves to 127.0.0.1" in seen.of["inward.test"].reason
    assert "http://[::1]/: ::1 resolves to ::1" in seen.of["inward.test"].reason
    assert "user data" in seen.of["port.test"].reason


def test_a_link_is_remembered_and_not_fetched_again(world, tmp_path):
    world.store.seen.clear()
    first = world.fetch(tmp_path, ["short.test"])
    assert first.of["short.test"].status == 200
    asked = world.store.seen.count("/link.der")
    again = world.fetch(tmp_path, ["short.test"])
    assert again.of["short.test"].status == 200
    assert (asked, world.store.seen.count("/link.der")) == (1, 1)
    assert [path.suffix for path in (tmp_path / "tls").iterdir()] == [".pem"]


def test_what_is_kept_is_no_anchor(world, tmp_path):
    """Whoever writes into the folder, or a root that is trusted no more: a link alone opens no door."""
    stranger = Papers("Gốc lạ", ca=True)
    link = Papers("Trung gian lạ", stranger, ca=True)
    folder = tmp_path / "tls"
    folder.mkdir()
    (folder / "a.pem").write_bytes(link.pem)
    (folder / "b.pem").write_bytes(stranger.pem)
    (folder / "c.pem").write_bytes(b"no certificate")
    (folder / "d.pem").write_bytes(Papers("cũ", world.root, ca=True, begins=-9, ends=-1).pem)
    world.serve("kept.test", world.leaf("kept.test", link))
    told = world.fetch(tmp_path, ["kept.test"])
    assert told.of["kept.test"].error == "Untrusted"
    assert world.hosts["kept.test"].seen == []
    assert [path.name for path in folder.iterdir()] == ["a.pem"], "what is no good link is forgotten"


# The parts.


def test_certificates_are_found_in_whatever_they_come_in():
    papers = Papers("Gốc", ca=True)
    both = [papers.certificate, Papers("Khác", papers).certificate]
    der, pem = (pkcs7.serialize_certificates(both, encoding) for encoding in (Encoding.DER, Encoding.PEM))
    assert certificates_in(papers.der) == certificates_in(papers.pem) == both[:1]
    assert set(certificates_in(der)) == set(certificates_in(pem)) == set(both)
    assert certificates_in(b"".join(each.public_bytes(Encoding.PEM) for each in both)) == both
    for noise in (b"", b"<html>", b"\x30\x82", papers.der[:-5], b"-----BEGIN CERTIFICATE-----\nx\n"):
        assert certificates_in(noise) == []


def test_only_plain_http_places_are_asked_and_few_of_them():
    urls = ["ldap://a/", "https://a/", "HTTP://a/1", "http://a/2", "http://a/3", "http://a/4"]
    assert issuer_urls(Papers("x", aia=urls).certificate) == ["HTTP://a/1", "http://a/2", "http://a/3"]
    assert issuer_urls(Papers("x").certificate) == []


def test_an_issuer_is_who_signed_and_may_sign():
    root = Papers("Gốc", ca=True)
    link, clerk = Papers("A", root, ca=True), Papers("A", root, ca=False)
    namesake = Papers("A", root, ca=True)
    leaf = Papers("x", link)
    candidates = [paper.certificate for paper in (root, clerk, namesake, link)]
    assert list(issuers_among(candidates, leaf.certificate)) == [link.certificate]
    assert list(issuers_among(candidates, link.certificate)) == [], "a root is trusted beforehand or never"


def test_few_links_are_kept(tmp_path):
    trust = Trust(tmp_path)
    root = Papers("Gốc", ca=True)
    key = root.key
    for start in range(0, 80, 20):
        trust.add(
            [Papers(f"L{number}", root, ca=True, key=key).certificate for number in range(start, start + 20)]
        )
    assert len(list(tmp_path.iterdir())) == 64


def test_a_machine_without_roots_takes_those_of_mozilla(monkeypatch, tmp_path):
    monkeypatch.setenv("SSL_CERT_FILE", "/nonexistent")
    monkeypatch.setenv("SSL_CERT_DIR", "/nonexistent")
    trust = Trust(tmp_path)
    stranger = Papers("Gốc lạ", ca=True)
    assert trust.fault(Papers("x", stranger).certificate, []) == 20
    assert trust.fault(stranger.certificate, []) == 18
