"""Opens sealed groups, written from docs/ledger-format.md alone: no code of ours, only BLAKE2b of Python and XChaCha20-Poly1305 of libsodium."""
# SPDX-License-Identifier: Apache-2.0
import ctypes
import ctypes.util
import hashlib
import os
import struct

DEPTH = 40
SODIUM = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")


def blake(size, key, *pieces):
    return hashlib.blake2b(b"".join(pieces), digest_size=size, key=key).digest()


def children(key):
    pair = blake(64, key, b"tocsin key tree 1")
    return pair[:32], pair[32:]


def decrypt(sealed, beside, nonce, key):
    """None where it does not open."""
    out, length = ctypes.create_string_buffer(max(len(sealed), 1)), ctypes.c_ulonglong()
    done = SODIUM.crypto_aead_xchacha20poly1305_ietf_decrypt(
        out, ctypes.byref(length), None, sealed, ctypes.c_ulonglong(len(sealed)), beside, ctypes.c_ulonglong(len(beside)), nonce, key)
    return out.raw[:length.value] if done == 0 else None


class Keys:
    """What a keys/records has."""

    def __init__(self, data, store=None):
        if store is None:
            assert data[:4] == b"TCK1" and blake(32, b"", data[:-32]) == data[-32:]
            data, store = data[36:-32], data[4:36]
        self.store = store
        self.nodes = []
        count = struct.unpack_from("<I", data)[0]
        assert len(data) == 4 + 41 * count
        for at in range(4, len(data), 41):
            self.nodes.append((data[at], struct.unpack_from("<Q", data, at + 1)[0], data[at + 9:at + 41]))

    def way(self, leaf):
        """All keys from the node that is kept to the leaf's own; empty where it was destroyed."""
        for depth, first, key in self.nodes:
            if first <= leaf < first + (1 << DEPTH - depth):
                keys = [key]
                for level in range(depth, DEPTH):
                    key = children(key)[leaf >> DEPTH - 1 - level & 1]
                    keys.append(key)
                return keys
        return []

    def open(self, envelope, body, text):
        """Body and text in clear; an empty text where its key was destroyed, None what does not open."""
        number = envelope[8:16]
        nonces = blake(48, b"", b"tocsin seal 1", envelope)
        clear = decrypt(body, envelope, nonces[:24], blake(32, self.store, b"tocsin body 1", number))
        way = self.way(struct.unpack("<Q", number)[0])
        if not text or not way:
            return clear, b""
        return clear, decrypt(text, envelope, nonces[24:], blake(32, way[-1], b"tocsin text 1", number))


def keys_of(folder):
    """Those of a data folder; None where there are none."""
    path = os.path.join(folder, "keys", "records")
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return Keys(file.read())


def entries(group):
    """Envelope, stored body and stored text of each entry, as they lie there, and what is behind them."""
    count, rest, found = struct.unpack_from("<I", group, 4)[0], group[16:], []
    for _ in range(count):
        envelope, rest = rest[:352], rest[352:]
        parts = []
        for _ in range(2):
            length = struct.unpack_from("<I", rest)[0]
            parts.append(rest[4:4 + length])
            rest = rest[4 + length:]
        found.append((envelope, *parts))
    return found, rest


def in_clear(group, keys):
    """The group as it would be in clear; as it is, if it is."""
    if group[:4] == b"TCG1":
        return group
    assert group[:4] == b"TCG2" and keys
    found, rest = entries(group)
    out = b"TCG1" + group[4:16]
    for envelope, body, text in found:
        opened = keys.open(envelope, body, text)
        assert None not in opened
        out += envelope + b"".join(struct.pack("<I", len(part)) + part for part in opened)
    return out + rest
