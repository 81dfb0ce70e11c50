"""nginx with the example: it starts, passes on what it should, and keeps feeds' addresses."""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[2] / "deploy"
EXAMPLE = (DEPLOY / "nginx.conf").read_text("utf-8")
TOKEN = "kJ8vQ2mZr5tY7wXbC4nD6fG9hL1pS3uV0aEiOqRyTgH"
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
{user}
events {{}}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u;
    scgi_temp_path {folder}/s;
    include {folder}/conf.d/*.conf;
}}
"""


class Service(BaseHTTPRequestHandler):
    """Stands for our server: says what it was asked, and by whom."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # else head and body go in two packets, and each answer takes 40 ms

    def do_GET(self):
        told = f"{self.path} for {self.headers['X-Forwarded-For']}".encode()
        self.send_response(404 if "unknown" in self.path else 200)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *_):
        pass


def wanted(program):
    if shutil.which(program) is None:
        reason = f"needs {program}: apt install {program}"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)


def free():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def written(folder, upstream, port):
    """The example with paths, ports and a certificate of this test, and nothing else changed."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-days", "2", "-subj", "/CN=plans.example.org"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    text = EXAMPLE
    for old, new in (
        ("/etc/ssl/certs/plans.example.org.pem", str(certificate)),
        ("/etc/ssl/private/plans.example.org.key", str(key)),
        ("/var/log/nginx/", f"{folder}/"),
        ("/var/www/", f"{folder}/www/"),
        ("server 127.0.0.1:8080;", f"server 127.0.0.1:{upstream};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("listen [::]:443 ssl;", ""),
        ("listen 80;", f"listen 127.0.0.1:{free()};"),
        ("listen [::]:80;", ""),
    ):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "conf.d").mkdir()
    (folder / "conf.d" / "syncer.conf").write_text(text, "utf-8")
    (folder / "www" / "calendars").mkdir(parents=True)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(folder=folder, user=user), "utf-8")
    return ["nginx", "-p", str(folder), "-c", str(main), "-e", str(folder / "error.log")]


class Web:
    """nginx, running."""

    def __init__(self, folder, port):
        self.folder = folder
        self.port = port
        self.context = ssl.create_default_context(cafile=folder / "certificate.pem")
        self.context.check_hostname = False

    def get(self, path, **headers):
        line = http.client.HTTPSConnection("127.0.0.1", self.port, context=self.context, timeout=30)
        line.request("GET", path, headers={"Host": "plans.example.org", **headers})
        answer = line.getresponse()
        body = answer.read()
        line.close()
        return answer, body

    def logs(self):
        return "".join(path.read_text("utf-8") for path in self.folder.glob("*.log"))


@pytest.fixture(scope="module")
def upstream():
    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def web(upstream, tmp_path_factory):
    wanted("nginx")
    wanted("openssl")
    folder, port = tmp_path_factory.mktemp("nginx"), free()
    command = written(folder, upstream.server_port, port)
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        try:
            answering(port)
            yield Web(folder, port)
        finally:
            running.terminate()


def answering(port):
    """Come back once it listens."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        threading.Event().wait(0.02)
    pytest.fail("nginx does not listen")


def test_a_feed_is_passed_on_with_the_address_of_who_asks(web):
    answer, body = web.get(f"/feeds/{TOKEN}.ics?owner=Ada", **{"X-Forwarded-For": "6.6.6.6"})
    assert answer.status == 200
    assert body.decode() == f"/feeds/{TOKEN}.ics?owner=Ada for 127.0.0.1"


@pytest.mark.parametrize("path", ["/", "/metrics", "/api/plans", "/readyz", "/healthz"])
def test_nothing_else_is_open_to_the_world(web, path):
    answer, body = web.get(path)
    assert answer.status == 404
    assert b"for 127.0.0.1" not in body


def test_a_file_is_served_packed_to_who_takes_it(web):
    folder = web.folder / "www" / "calendars"
    (folder / "apollo.ics").write_bytes(b"BEGIN:VCALENDAR")
    (folder / "apollo.ics.gz").write_bytes(b"packed")
    plain, body = web.get("/calendars/apollo.ics")
    assert body == b"BEGIN:VCALENDAR"
    assert plain.headers["Content-Type"] == "text/calendar; charset=utf-8"
    packed, body = web.get("/calendars/apollo.ics", **{"Accept-Encoding": "gzip"})
    assert (body, packed.headers["Content-Encoding"]) == (b"packed", "gzip")
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_no_log_holds_a_feeds_address(web, upstream):
    for n in range(20):
        web.get(f"/feeds/{TOKEN}.ics?unknown={n}", Referer=f"https://x/feeds/{TOKEN}")
    assert "/feeds/- 404" in web.logs()
    assert TOKEN not in web.logs()


def test_who_asks_too_fast_is_told_so_and_it_is_not_logged_whole(web):
    assert 429 in hurried(web, most=5000)
    assert TOKEN not in web.logs()


def hurried(web, most):
    """Ask for feeds over one connection until one answer is another than those before."""
    line = http.client.HTTPSConnection("127.0.0.1", web.port, context=web.context, timeout=30)
    met = set()
    for _ in range(most):
        line.request("GET", f"/feeds/{TOKEN}.ics", headers={"Host": "plans.example.org"})
        answer = line.getresponse()
        answer.read()
        met.add(answer.status)
        if len(met) > 1:
            break
    line.close()
    return met


def test_a_service_that_is_gone_leaves_no_address_in_a_log(tmp_path):
    wanted("nginx")
    wanted("openssl")
    port = free()
    with subprocess.Popen(written(tmp_path, free(), port), stderr=subprocess.DEVNULL) as running:
        try:
            answering(port)
            web = Web(tmp_path, port)
            answer, _ = web.get(f"/feeds/{TOKEN}.ics")
            assert answer.status == 502
            assert TOKEN not in web.logs()
        finally:
            running.terminate()


def test_its_commands_are_those_that_keep_the_key():
    """What nginx would log a request by stands nowhere in the example but in its comments."""
    code = re.sub(r"#.*", "", EXAMPLE)
    assert not re.findall(r"\$request_uri|\$request\b|\$args|\$query_string|\$http_referer", code)
    assert "return 30" not in code
