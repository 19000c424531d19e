"""The built console over HTTP: its files and no others, what a browser may do there, and what is said where there is none."""
# SPDX-License-Identifier: Apache-2.0
import gzip
import http.client
import os
import sys
import tempfile

from center import Center, check, finish, same


def get(c, path, method="GET", **headers):
    link = http.client.HTTPConnection("127.0.0.1", c.port, timeout=30)
    link.putrequest(method, path, skip_accept_encoding=True)
    for name, value in headers.items():
        link.putheader(name.replace("_", "-"), value)
    link.endheaders()
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer, body


def build_site(folder):
    """A console of a few files, a link out of it, and one that a dot hides."""
    os.makedirs(os.path.join(folder, "assets"))
    script = b"console.log('tocsin');\n" * 100
    for name, text in (("index.html", b"<!doctype html>"), ("assets/index-1a2b.js", script), (".secret", b"x"), ("glyph.pbf", b"\0")):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(text)
    os.symlink("/etc/passwd", os.path.join(folder, "link.txt"))
    return script


def serve(build, folder):
    script = build_site(folder)
    with Center(build, options=["--console", folder]) as c:
        answer, body = get(c, "/")
        same((answer.status, body, answer.getheader("Cache-Control")), (200, b"<!doctype html>", "no-cache"), "the page")
        policy = answer.getheader("Content-Security-Policy")
        check("default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy, f"nothing from elsewhere: {policy}")
        same(answer.getheader("X-Content-Type-Options"), "nosniff", "types are what is said")
        again, body = get(c, "/", If_None_Match=answer.getheader("ETag"))
        same((again.status, body), (304, b""), "what the browser has is not sent again")
        head, body = get(c, "/", method="HEAD")
        same((head.status, body), (200, b""), "HEAD has no body")
        packed, body = get(c, "/assets/index-1a2b.js", Accept_Encoding="br, gzip")
        same((packed.getheader("Content-Encoding"), gzip.decompress(body)), ("gzip", script), "packed where that is asked for")
        check("immutable" in packed.getheader("Cache-Control"), "kept for ever")
        plain, body = get(c, "/assets/index-1a2b.js")
        same((plain.getheader("Content-Encoding"), body), (None, script), "and not where it is not")
        for path in ("/.secret", "/link.txt", "/../a", "/%2e%2e/%2e%2e/etc/passwd", "/assets/", "/assets/..%2f.secret", "/index.html%00",
                     "//index.html", "/assets/../index.html"):
            same(get(c, path)[0].status, 404, f"nothing at {path}")
        same(get(c, "/", method="POST")[0].status, 404, "a page takes no POST")
        same(get(c, "/v1/board")[0].status, 401, "the API is as it was")


def without(build, folder):
    with Center(build) as c:
        answer, body = get(c, "/")
        check(answer.status == 404 and b"--console" in body, "it says what to do")
        c.end()
        c.options = ["--console", os.path.join(folder, "nothing")]
        try:
            c.start()
            check(False, "a console that is not there is refused")
        except RuntimeError as trouble:
            check("no index.html there" in str(trouble) and "script/build-web" in str(trouble), str(trouble))


def main():
    build = sys.argv[1]
    with tempfile.TemporaryDirectory(prefix="tocsin-site-") as folder:
        serve(build, os.path.join(folder, "site"))
        without(build, folder)
    finish()


main()
