"""HTTP/1.1 messages in wire format (RFC 9112), forwarded unchanged."""

PIECE = 65536


class Message:
    """The head of a request or a response."""

    def __init__(self, head):
        self.raw = head
        self.start, *lines = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
        self.fields = [tuple(part.strip() for part in line.split(b":", 1)) for line in lines]

    def __getitem__(self, name):
        """The first value of a field; None if there is none."""
        wanted = name.lower().encode()
        return next((value.decode("latin-1") for field, value in self.fields if field.lower() == wanted), None)

    def __setitem__(self, name, value):
        """Sets a field at its position; None removes it."""
        wanted = name.lower().encode()
        places = [place for place, (field, _) in enumerate(self.fields) if field.lower() == wanted]
        for place in reversed(places):
            del self.fields[place]
        if value is not None:
            self.fields.insert(places[0] if places else len(self.fields), (name.encode(), str(value).encode()))
        lines = [self.start] + [name + b": " + value for name, value in self.fields]
        self.raw = b"\r\n".join(lines) + b"\r\n\r\n"

    @property
    def is_chunked(self):
        return "chunked" in (self["Transfer-Encoding"] or "").lower()

    @property
    def words(self):
        """Method, target and version, or version, status and reason."""
        return self.start.decode("latin-1").split(" ", 2)

    @property
    def headers(self):
        return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self.fields}


class Ended(ConnectionError):
    """The connection must not be reused."""


class Stalled(Exception):
    """Nothing more is sent."""


async def read(reader):
    """The next message's head."""
    return Message(await reader.readuntil(b"\r\n\r\n"))


async def body(reader, message):
    """The body after a head, in pieces; chunked bodies with their framing."""
    if message.is_chunked:
        async for piece in chunks(reader):
            yield piece
        return
    left = int(message["Content-Length"] or 0)
    while left > 0:
        piece = await reader.read(min(left, PIECE))
        if not piece:
            raise Ended
        left -= len(piece)
        yield piece


async def chunks(reader):
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        if size == 0:
            while line != b"\r\n":
                yield line
                line = await reader.readuntil(b"\r\n")
            yield line
            return
        yield line + await reader.readexactly(size + 2)
