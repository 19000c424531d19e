"""A small SIP phone and a small SIP caller over UDP, for scenarios: they do as they are told and keep what they heard."""
# SPDX-License-Identifier: Apache-2.0
import hashlib
import os
import re
import socket
import time

SDP = ("v=0\r\no=- {n} 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio {port} RTP/AVP 0\r\n"
       "a=rtpmap:0 PCMU/8000\r\n")


class Message:
    def __init__(self, text):
        head, _, self.body = text.partition("\r\n\r\n")
        lines = head.split("\r\n")
        self.start = lines[0]
        self.fields = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:] if ":" in line]

    def all(self, name):
        return [value for key, value in self.fields if key.lower() == name.lower()]

    def get(self, name):
        values = self.all(name)
        return values[0] if values else ""

    @property
    def code(self):
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0 ") else 0

    @property
    def method(self):
        return "" if self.code else self.start.split()[0]

    def tag(self, name):
        found = re.search(r";tag=([^;>\s]+)", self.get(name))
        return found.group(1) if found else ""


def token():
    return os.urandom(6).hex()


class End:
    """One UDP socket that speaks SIP."""

    def __init__(self, server, host="127.0.0.1"):
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.server = server
        self.host = host
        self.port = self.socket.getsockname()[1]
        self.heard = []

    @property
    def place(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def send(self, text, to=None):
        self.socket.sendto(text.encode(), to or self.server)

    def listen(self, seconds):
        """The next message, or None."""
        self.socket.settimeout(max(seconds, 0.001))
        try:
            data, _ = self.socket.recvfrom(65535)
        except (TimeoutError, socket.timeout):
            return None
        message = Message(data.decode(errors="replace"))
        self.heard.append(message)
        return message

    def wait(self, wanted, seconds=10):
        """The next message that fits; others are kept in `heard`."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            message = self.listen(until - time.monotonic())
            if message and wanted(message):
                return message
        raise AssertionError(f"not heard within {seconds} s; heard {[one.start for one in self.heard[-8:]]}")

    def reply(self, request, code, reason="x", tag=None, more="", body=""):
        to = request.get("To")
        if tag and ";tag=" not in to:
            to += f";tag={tag}"
        vias = "".join(f"Via: {via}\r\n" for via in request.all("Via"))
        kind = "Content-Type: application/sdp\r\n" if body else ""
        self.send(f"SIP/2.0 {code} {reason}\r\n{vias}From: {request.get('From')}\r\nTo: {to}\r\n"
                  f"Call-ID: {request.get('Call-ID')}\r\nCSeq: {request.get('CSeq')}\r\nContact: <sip:x@{self.place}>\r\n"
                  f"{more}{kind}Content-Length: {len(body)}\r\n\r\n{body}")

    def close(self):
        self.socket.close()


class Caller(End):
    """Somebody who calls for help."""

    def __init__(self, server, host="127.0.0.1", uri="urn:service:sos", name="anybody"):
        super().__init__(server, host)
        self.uri, self.name = uri, name
        self.call_id, self.from_tag, self.branch = token() + "@caller", token(), "z9hG4bK" + token()
        self.cseq, self.to, self.target = 1, f"<{uri}>", uri

    def sdp(self):
        return SDP.format(n=self.port, port=self.port + 1 if self.port < 65535 else 4000)

    def request(self, method, cseq=None, branch=None, more="", body="", uri=None, kind="application/sdp"):
        content = f"Content-Type: {kind}\r\n" if body else ""
        return (f"{method} {uri or self.target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.place};branch={branch or 'z9hG4bK' + token()};rport\r\n"
                f"Max-Forwards: 70\r\nFrom: \"{self.name}\" <sip:{self.name}@{self.place}>;tag={self.from_tag}\r\nTo: {self.to}\r\n"
                f"Call-ID: {self.call_id}\r\nCSeq: {cseq or self.cseq} {method}\r\nContact: <sip:{self.name}@{self.place}>\r\n"
                f"{more}{content}Content-Length: {len(body)}\r\n\r\n{body}")

    def invite(self, more="", body=None):
        self.sent = self.request("INVITE", 1, self.branch, more, self.sdp() if body is None else body, self.uri)
        self.send(self.sent)

    def answered(self, seconds=10):
        ok = self.wait(lambda m: m.code == 200 and "INVITE" in m.get("CSeq"), seconds)
        self.to = ok.get("To")
        self.target = re.search(r"<([^>]+)>", ok.get("Contact")).group(1)
        self.send(self.request("ACK", 1))
        return ok

    def bye(self):
        self.cseq += 1
        self.send(self.request("BYE"))
        return self.wait(lambda m: m.code and "BYE" in m.get("CSeq"))

    def cancel(self):
        text = self.request("CANCEL", 1, self.branch, uri=self.uri)
        self.send(text)


class Phone(End):
    """A call-taker's phone, registered under a position's name."""

    def __init__(self, server, user, password, host="127.0.0.1"):
        super().__init__(server, host)
        self.user, self.password = user, password
        self.dialog = {}

    def register(self, expires=120):
        call_id, tag = token(), token()

        def ask(cseq, more=""):
            self.send(f"REGISTER sip:center SIP/2.0\r\nVia: SIP/2.0/UDP {self.place};branch=z9hG4bK{token()};rport\r\nMax-Forwards: 70\r\n"
                      f"From: <sip:{self.user}@center>;tag={tag}\r\nTo: <sip:{self.user}@center>\r\nCall-ID: {call_id}\r\n"
                      f"CSeq: {cseq} REGISTER\r\nContact: <sip:{self.user}@{self.place}>\r\nExpires: {expires}\r\n{more}Content-Length: 0\r\n\r\n")
            return self.wait(lambda m: m.code and "REGISTER" in m.get("CSeq"))
        first = ask(1)
        if first.code != 401:
            return first
        challenge = next(value for value in first.all("WWW-Authenticate") if "MD5" in value)
        nonce = re.search(r'nonce="([^"]+)"', challenge).group(1)
        realm = re.search(r'realm="([^"]+)"', challenge).group(1)
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()  # noqa: E731
        ha1, ha2 = md5(f"{self.user}:{realm}:{self.password}"), md5("REGISTER:sip:center")
        response = md5(f"{ha1}:{nonce}:00000001:abc:auth:{ha2}")
        return ask(2, f'Authorization: Digest username="{self.user}", realm="{realm}", nonce="{nonce}", uri="sip:center", '
                      f'response="{response}", algorithm=MD5, qop=auth, nc=00000001, cnonce="abc"\r\n')

    def ringing(self, seconds=10):
        invite = self.wait(lambda m: m.method == "INVITE", seconds)
        self.reply(invite, 180, "Ringing", tag="p" + self.user)
        return invite

    def take_up(self, invite):
        self.invited = invite
        self.reply(invite, 200, "OK", tag="p" + self.user, body=SDP.format(n=self.port, port=5000))
        return self.wait(lambda m: m.method in ("ACK", "BYE"))

    def bye(self):
        invite = self.invited
        target = re.search(r"<([^>]+)>", invite.get("Contact")).group(1)
        self.send(f"BYE {target} SIP/2.0\r\nVia: SIP/2.0/UDP {self.place};branch=z9hG4bK{token()};rport\r\nMax-Forwards: 70\r\n"
                  f"From: {invite.get('To')};tag=p{self.user}\r\nTo: {invite.get('From')}\r\nCall-ID: {invite.get('Call-ID')}\r\n"
                  f"CSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n")
        return self.wait(lambda m: m.code and "BYE" in m.get("CSeq"))
