"""The SIP requests inside captures (pcap and pcapng), by a reader of our own: frames, IPv4 and IPv6 with fragments, UDP and TCP."""
# SPDX-License-Identifier: Apache-2.0
import re
import struct
import tarfile

# Where IP begins in a frame, by link type: none, Ethernet, Linux cooked (1 and 2), raw.
LINKS = {0: 4, 1: 14, 101: 0, 113: 16, 276: 20}


def frames(data):
    """(link type, frame) of each packet."""
    magic = data[:4]
    if magic in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        link, at = struct.unpack_from("<I", data, 20)[0], 24
        while at + 16 <= len(data):
            size = struct.unpack_from("<I", data, at + 8)[0]
            yield link, data[at + 16:at + 16 + size]
            at += 16 + size
        return
    if magic != b"\x0a\x0d\x0d\x0a":
        return
    links, at = [], 0
    while at + 12 <= len(data):
        kind, size = struct.unpack_from("<II", data, at)
        if kind == 1:
            links.append(struct.unpack_from("<H", data, at + 8)[0])
        elif kind == 6:
            interface, _, _, length = struct.unpack_from("<IIII", data, at + 8)
            yield links[interface], data[at + 28:at + 28 + length]
        at += max(size, 12)


def packets(data):
    """(protocol, source, destination, payload) of each IP packet, put together from its fragments."""
    pieces = {}
    for link, frame in frames(data):
        at = LINKS.get(link)
        if at is None:
            continue
        if link == 1 and frame[12:14] == b"\x81\x00":
            at += 4
        ip = frame[at:]
        if len(ip) >= 40 and ip[0] >> 4 == 6:
            yield ip[6], ip[8:24], ip[24:40], ip[40:40 + struct.unpack_from(">H", ip, 4)[0]]
        elif len(ip) >= 20 and ip[0] >> 4 == 4:
            total, identity, offset = struct.unpack_from(">HHH", ip, 2)
            payload = ip[(ip[0] & 15) * 4:total or len(ip)]
            if offset & 0x3fff:
                key = (identity, ip[12:20], ip[9])
                pieces.setdefault(key, {})[(offset & 0x1fff) * 8] = payload
                if offset & 0x2000:
                    continue
                payload = b"".join(piece for _, piece in sorted(pieces.pop(key).items()))
            yield ip[9], ip[12:16], ip[16:20], payload


def flows(data):
    """The bytes of each datagram, and of each direction of a TCP connection in its order."""
    streams = {}
    for protocol, source, there, payload in packets(data):
        if protocol == 17:
            yield payload[8:]
        elif protocol == 6 and len(payload) >= 20:
            sequence = struct.unpack_from(">I", payload, 4)[0]
            rest = payload[(payload[12] >> 4) * 4:]
            if rest:
                streams.setdefault((source, there, payload[:4]), {}).setdefault(sequence, rest)
    for stream in streams.values():
        yield b"".join(piece for _, piece in sorted(stream.items()))


def requests(data, method):
    """Each distinct request of a method, whole."""
    found = {}
    for flow in flows(data):
        for start in re.finditer(rb"(?:^|(?<=\n))" + method + rb" [^\r\n]+ SIP/2\.0\r\n", flow):
            text = flow[start.start():]
            head, end, body = text.partition(b"\r\n\r\n")
            length = re.search(rb"\n(?:Content-Length|l)[ \t]*:[ \t]*(\d+)", head, re.I)
            if end:
                found[head + end + body[:int(length.group(1)) if length else 0]] = True
    return list(found)


def archive(path, method=b"INVITE"):
    """(name of the capture, request) of all captures in an archive, each request once."""
    seen = set()
    with tarfile.open(path) as file:
        for member in file:
            if not member.isfile() or ".pcap" not in member.name:
                continue
            for request in requests(file.extractfile(member).read(), method):
                if request not in seen:
                    seen.add(request)
                    yield member.name.rsplit("/", 1)[-1], request
