"""An HTTP server with many kinds of failures, for tests of HTTP clients.

    server.py [CERTIFICATE KEY]...

It prints its ports in one line: plain HTTP, one that closes each connection after its first byte, one that never sends
anything, and one TLS port per certificate. It exits when its standard input is closed. The path of a request selects
the behaviour: `/status` calls `do_status`. Bodies are the numbers 0, 1, 2 … as 4-byte big-endian integers, so that the
offset of each byte can be verified.
"""

import array
import collections
import fcntl
import functools
import itertools
import os
import select
import socket
import ssl
import struct
import sys
import termios
import threading
import urllib.parse

connections = itertools.count(1)


class Board:
    """A dictionary whose `get` waits until the key is present."""

    def __init__(self):
        self.things, self.changed = {}, threading.Condition()

    def put(self, name, thing):
        with self.changed:
            self.things[name] = thing
            self.changed.notify_all()
        return thing

    def get(self, name):
        with self.changed:
            self.changed.wait_for(lambda: name in self.things)
            return self.things[name]


streams = Board()
# The requests for each object, by name.
asked = collections.defaultdict(list)


@functools.lru_cache(maxsize=64)
def block(number):
    """The n-th MiB of every body."""
    words = array.array("I", range(number << 18, (number + 1) << 18))
    words.byteswap()
    return memoryview(words.tobytes())


def pattern(start, count):
    """The bytes of every body from an offset on, up to the end of a MiB."""
    number, offset = divmod(start, 1 << 20)
    return block(number)[offset : offset + count]


class Closed(Exception):
    """The connection is closed by the peer, or must be closed."""


class Connection:
    def __init__(self, sock):
        self.sock, self.buffer, self.number = sock, b"", next(connections)

    def receive(self):
        data = self.sock.recv(1 << 20)
        if not data:
            raise Closed
        self.buffer += data

    def take(self, count):
        while len(self.buffer) < count:
            self.receive()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def line(self):
        while b"\r\n" not in self.buffer:
            self.receive()
        return self.take(self.buffer.index(b"\r\n") + 2)

    def serve(self):
        while True:
            head = self.line()
            while not head.endswith(b"\r\n\r\n"):
                head += self.line()
            Request(self, head).answer()

    def reset(self):
        """Closes with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise Closed


class Request:
    def __init__(self, connection, head):
        self.connection, self.sock, self.head = connection, connection.sock, head
        lines = head.decode("latin-1").split("\r\n")
        self.method, self.target = lines[0].split(" ")[:2]
        self.fields = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in lines[1:] if line)}
        split = urllib.parse.urlsplit(self.target)
        self.path, self.query = split.path, dict(urllib.parse.parse_qsl(split.query))

    def number(self, name, default=0):
        return int(self.query.get(name, default))

    def body(self):
        """The chunks of the body."""
        if self.fields.get("transfer-encoding") == "chunked":
            while count := int(self.connection.line(), 16):
                yield self.connection.take(count)
                self.connection.line()
            self.connection.line()
            return
        left = int(self.fields.get("content-length", 0))
        while left:
            piece = self.connection.take(min(left, 1 << 16))
            left -= len(piece)
            yield piece

    def send_head(self, status=200, *fields):
        lines = [f"HTTP/1.1 {status} Status", f"Connection-Number: {self.connection.number}", *fields, "", ""]
        self.sock.sendall("\r\n".join(lines).encode("latin-1"))

    def send(self, body, status=200, *fields):
        self.send_head(status, f"Content-Length: {len(body)}", *fields)
        self.sock.sendall(body)

    def wait_for_close(self):
        """Sends nothing until the peer closes the connection."""
        while True:
            self.connection.receive()

    def answer(self):
        if self.method == "CONNECT":
            return self.tunnel()
        if self.target.startswith("http://"):
            return self.send(b"by proxy: " + self.target.encode())
        name = self.path.strip("/").split("/")[0].replace("-", "_")
        getattr(self, "do_" + name, self.do_echo)()

    # Requests.

    def do_echo(self):
        """Responds with the request."""
        self.send(self.head + b"".join(self.body()))

    def do_check(self):
        """Responds with the size of the body and whether it is the pattern."""
        count, same = 0, True
        for piece in self.body():
            while piece and same:
                expected = pattern(count, len(piece))
                same = piece[: len(expected)] == expected
                count, piece = count + len(expected), piece[len(expected) :]
            count += len(piece)
        self.send(f"{count} {same}".encode())

    def do_hold(self):
        """As /check, but reads nothing until /release."""
        stream = streams.put(self.query["name"], Held(self.connection))
        stream.released.wait()
        self.do_check()

    def do_held(self):
        """Waits until no more bytes arrive for /hold."""
        streams.get(self.query["name"]).settle()
        self.send(b"settled")

    def do_release(self):
        streams.get(self.query["name"]).released.set()
        self.send(b"released")

    # Responses.

    def do_status(self):
        code = self.number("code", 200)
        # A 204 response has no body: bytes after its head would be parsed as the next response.
        if code == 204:
            return self.send_head(code)
        self.send(b"a body", code)

    def do_bytes(self):
        """A body with Content-Length; with `sent`, only that many bytes before the connection closes."""
        count = self.number("count")
        self.send_head(200, f"Content-Length: {count}")
        self.stream(self.number("sent", count))
        if "sent" in self.query:
            raise Closed

    def do_chunked(self):
        """A chunked body; with `bad`, followed by an invalid chunk; with `cut`, without the last chunk."""
        self.send_head(200, "Transfer-Encoding: chunked")
        count, chunk = self.number("count"), self.number("chunk", 10_000)
        start = 0
        while start < count:
            piece = pattern(start, min(chunk, count - start))
            self.sock.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
            start += len(piece)
        if "bad" in self.query:
            self.sock.sendall(b"this is no chunk\r\n")
        if "bad" in self.query or "cut" in self.query:
            raise Closed
        self.sock.sendall(b"0\r\nTrailer: x\r\n\r\n")

    def do_until_close(self):
        """A body that ends with the connection."""
        self.send_head(200, "Connection: close")
        self.stream(self.number("count"))
        raise Closed

    def do_silent(self):
        """No response; with `count`, a head and that many bytes of a longer body."""
        if "count" in self.query:
            self.send_head(200, "Content-Length: 1000000000")
            self.stream(self.number("count"))
        self.wait_for_close()

    def do_interim(self):
        self.sock.sendall(b"HTTP/1.1 100 Continue\r\nX-Which: no\r\n\r\n")
        self.sock.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nLink: </b>\r\n\r\n")
        self.send(b"final", 200, "X-Which: yes", "Set-Cookie: a=1", "Set-Cookie: b=2", "X-Empty:")

    def do_heads(self):
        """An endless head: one line, many lines, interim responses, or trailers."""
        start, more = {
            "line": (b"HTTP/1.1 200 Status\r\nX-Long: ", b"x" * 1000),
            "lines": (b"HTTP/1.1 200 Status\r\n", b"X-Many: some of them\r\n" * 40),
            "interim": (b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 20),
            "trailers": (b"HTTP/1.1 200 Status\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X-Trailer: x\r\n" * 60),
        }[self.query["of"]]
        self.sock.sendall(start)
        while True:
            self.sock.sendall(more)

    def do_early(self):
        """A response before the body was read."""
        self.send(b"too early", self.number("code", 403), "Connection: close")
        if "reset" in self.query:
            self.connection.reset()
        self.wait_for_close()

    def do_redirect(self):
        self.send(b"", 302, "Location: /echo")

    def do_encoded(self):
        self.send(b"not really gzip", 200, "Content-Encoding: gzip")

    def do_nonsense(self):
        self.sock.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" * 100)
        raise Closed

    def do_half_head(self):
        self.sock.sendall(b"HTTP/1.1 200 Status\r\nX-Which: no\r\nX-Cut")
        if "reset" in self.query:
            self.connection.reset()
        raise Closed

    def do_nothing(self):
        raise Closed

    def do_reset(self):
        self.connection.reset()

    def do_endless(self):
        """As many bytes as the peer accepts, up to `count`; /blocked returns the number when sending blocks."""
        sent = streams.put(self.query["name"], Sent())
        count = self.number("count")
        self.send_head(200, f"Content-Length: {count}")
        self.sock.setblocking(False)
        try:
            while sent.count < count:
                if not select.select([], [self.sock], [], 0.3)[1]:
                    sent.blocked.set()
                    select.select([], [self.sock], [])
                sent.count += self.sock.send(pattern(sent.count, min(1 << 16, count - sent.count)))
        finally:
            self.sock.setblocking(True)
            sent.blocked.set()
            sent.ended.set()

    def do_blocked(self):
        sent = streams.get(self.query["name"])
        sent.blocked.wait()
        self.send(str(sent.count).encode())

    def do_ended(self):
        """Waits until the connection of /endless is closed."""
        sent = streams.get(self.query["name"])
        sent.ended.wait()
        self.send(str(sent.count).encode())

    def do_same(self):
        """The same MiB repeatedly, as fast as possible."""
        self.send_head(200, f"Content-Length: {self.number('count') << 20}")
        for _ in range(self.number("count")):
            self.sock.sendall(block(0))

    def stream(self, count, first=0):
        end = first + count
        while first < end:
            piece = pattern(first, end - first)
            self.sock.sendall(piece)
            first += len(piece)

    # Objects.

    def do_object(self):
        """Ranges of an object of `size` bytes. Each response breaks after `cut` bytes; the first `fail` are 503; from
        the `change`th on it is another version; with `whole`, ranges are not supported; with `blind`, preconditions
        are ignored."""
        log = asked[self.query["name"]]
        log.append(f"{self.method} {self.fields.get('range', '-')} {self.fields.get('if-match', '-')}")
        if len(log) <= self.number("fail"):
            return self.send(b"busy", 503)
        tag = '"two"' if len(log) >= self.number("change", 1 << 30) else '"one"'
        tag = "W/" + tag if "weak" in self.query else tag
        fields = [f"ETag: {tag}", "Last-Modified: Mon, 02 Jan 2023 03:04:05 GMT"]
        if "blind" not in self.query and self.fields.get("if-match", tag) != tag:
            return self.send(b"changed", 412)
        if "claims" in self.query:
            self.send_head(206, "Content-Length: 1024", f"Content-Range: bytes 0-1023/{self.query['claims']}", *fields)
            return self.stream(1024)
        size = self.number("size") + (4 if "two" in tag and "grows" in self.query else 0)
        if "whole" in self.query:
            self.send_head(200, f"Content-Length: {size}", *fields)
            return self.stream(size)
        start = int(self.fields["range"].removeprefix("bytes=").split("-")[0])
        if start >= size:
            return self.send(b"", 416, f"Content-Range: bytes */{size}")
        start += self.number("off") if start else 0
        length = size - start + (self.number("long") if start else 0)
        self.send_head(206, f"Content-Length: {length}", f"Content-Range: bytes {start}-{size - 1}/{size}", *fields)
        cut = self.number("cut", size)
        self.stream(min(cut, size - start), start)
        if cut < size - start:
            raise Closed

    def do_log(self):
        self.send("\n".join(asked[self.query["name"]]).encode())

    # A proxy.

    def tunnel(self):
        host, _, port = self.target.rpartition(":")
        if host == "refused.test":
            return self.send(b"no", 403)
        other = socket.create_connection(("127.0.0.1", int(port)))
        self.sock.sendall(b"HTTP/1.1 200 Connected\r\nX-Proxy: yes\r\n\r\n")
        back = threading.Thread(target=copy, args=(other, self.sock), daemon=True)
        back.start()
        copy(self.sock, other)
        back.join()
        raise Closed


class Sent:
    def __init__(self):
        self.count, self.blocked, self.ended = 0, threading.Event(), threading.Event()


class Held:
    """A connection that is not read: bytes stay in the socket buffer, except those read with the head."""

    def __init__(self, connection):
        self.connection, self.released = connection, threading.Event()

    def settle(self):
        before = -1
        while (now := self.waiting()) != before or now == 0:
            before = now
            self.released.wait(0.3)

    def waiting(self):
        count = fcntl.ioctl(self.connection.sock, termios.FIONREAD, b"\0" * 4)
        return len(self.connection.buffer) + struct.unpack("i", count)[0]


def copy(source, target):
    try:
        while data := source.recv(1 << 16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def plain(sock):
    Connection(sock).serve()


def closing(sock):
    sock.recv(1)


def mute(sock):
    while sock.recv(1 << 16):
        pass


def secure(certificate, key):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return lambda sock: Connection(context.wrap_socket(sock, server_side=True)).serve()


def serve(sock, speak):
    try:
        speak(sock)
    except (Closed, OSError):
        pass
    finally:
        sock.close()


def listen(speak):
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            sock, _ = listener.accept()
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=serve, args=(sock, speak), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    return listener.getsockname()[1]


if __name__ == "__main__":
    pairs = zip(sys.argv[1::2], sys.argv[2::2])
    speakers = [plain, closing, mute, *(secure(*pair) for pair in pairs)]
    print(*map(listen, speakers), flush=True)
    sys.stdin.read()
    os._exit(0)
