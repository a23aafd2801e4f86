"""One request and its response through the proxy, with its fault."""
import asyncio
import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime
from http import HTTPStatus
from urllib.request import Request, urlopen

from http_messages import PIECE, Ended, Message, Stalled, body, read
from operations import operation

EMPTY = {"operation": "", "method": "", "target": "", "headers": {}, "bodySize": 0, "fault": None, "status": None,
         "answerSize": 0}
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Exchange:
    def __init__(self, proxy, request, reader, writer):
        self.proxy, self.request, self.reader, self.writer = proxy, request, reader, writer
        self.operation = operation(request)
        self.fault = proxy.plan.for_request(self.operation, self.credentials)
        method, target, _ = request.words
        self.record = {
            **EMPTY, "operation": self.operation, "method": method, "target": target, "headers": request.headers,
            "fault": self.fault.number}

    @property
    def credentials(self):
        signed = (self.request["Authorization"] or "").partition("Credential=")[2].partition("/")[0]
        return signed, self.request["X-Amz-Security-Token"]

    async def run(self):
        """Raises Ended if the connection must not be reused."""
        self.proxy.begin(self)
        try:
            await self.pass_on()
        finally:
            self.proxy.finish(self, self.record)

    async def pass_on(self):
        await self.stop("request-head")
        if refusal := self.refusal():
            return await self.refuse(*refusal)
        if self.fault.kind == "overwrite":
            await asyncio.to_thread(self.overwrite)
        upstream, service = await asyncio.open_connection(*self.proxy.upstream)
        upload = asyncio.create_task(self.upload(service))
        try:
            answer = await self.answer_head(upstream, upload)
            if self.fault.kind == "answer":
                async for _ in self.answer_body(upstream, answer):
                    pass
                await upload
                return await self.reply(self.fault.words["status"], self.fault.get("code"))
            early = not upload.done()
            if early:
                answer["Connection"] = "close"
            await self.download(upstream, answer)
            if early or (answer["Connection"] or "").lower() == "close":
                upload.cancel()
                await self.linger()
        finally:
            upload.cancel()
            service.close()

    async def linger(self):
        """Drains the request: closing with unread data would send a reset, and the client would lose the response."""
        self.proxy.finish(self, self.record)
        self.writer.write_eof()
        while await self.reader.read(PIECE):
            pass
        raise Ended

    # Forwarding the request.

    async def upload(self, service):
        service.write(self.request.raw)
        async for piece in body(self.reader, self.request):
            piece = self.corrupted(piece, self.record["bodySize"], "corrupt-request")
            await self.stop("request-body", piece, "bodySize", service)
            service.write(piece)
            self.record["bodySize"] += len(piece)
            await service.drain()

    async def answer_head(self, upstream, upload):
        """The head of the final response; `100 Continue` is forwarded at once. A failed upload ends the exchange."""
        while True:
            reading = asyncio.create_task(read(upstream))
            await asyncio.wait({reading, upload}, return_when=asyncio.FIRST_COMPLETED)
            if upload.done() and upload.exception():
                reading.cancel()
                raise upload.exception()
            answer = await reading
            if not answer.words[1].startswith("1"):
                return answer
            self.writer.write(answer.raw)

    # Forwarding the response.

    def answer_body(self, upstream, answer):
        """OpenStack Swift sends the length of every response, so no body is delimited by the end of the connection."""
        bare = self.request.words[0] == "HEAD" or answer.words[1] in ("204", "304")
        return body(upstream, Message(b"\r\n\r\n") if bare else answer)

    async def download(self, upstream, answer):
        await self.stop("answer")
        self.change_head(answer)
        self.record["status"] = int(answer.words[1])
        if self.fault.stops("answer-head"):
            self.writer.write(answer.raw[:len(answer.raw) // 2])
            await self.stop("answer-head")
        self.writer.write(answer.raw)
        if self.fault.stops("answer-body") and self.fault.get("byte", 0) == 0:
            await self.stop("answer-body")
        async for piece in self.answer_body(upstream, answer):
            piece = self.corrupted(piece, self.record["answerSize"], "corrupt")
            await self.stop("answer-body", piece, "answerSize", self.writer)
            await self.send(piece)
        await self.writer.drain()

    async def send(self, piece):
        """A slow body is sent in chunks, one every tenth of a second."""
        slow = self.fault.get("bytes", 0) - self.record["answerSize"] if self.fault.kind == "slow" else 0
        step = max(1, self.fault.get("rate", 1) // 10)
        while slow > 0 and piece:
            await self.write(piece[:step])
            await asyncio.sleep(step / self.fault.get("rate", 1))
            piece, slow = piece[step:], slow - step
        await self.write(piece)

    async def write(self, piece):
        self.writer.write(piece)
        self.record["answerSize"] += len(piece)
        await self.writer.drain()

    def change_head(self, answer):
        for name in self.fault.get("remove", []):
            answer[name] = None
        for name, value in self.fault.get("set", {}).items():
            answer[name] = value
        if self.fault.kind == "clock":
            answer["Date"] = format_datetime(self.now, usegmt=True)

    def corrupted(self, piece, offset, kind):
        place = self.fault.get("byte", 0) - offset
        if self.fault.kind != kind or not 0 <= place < len(piece):
            return piece
        return piece[:place] + bytes([piece[place] ^ 1]) + piece[place + 1:]

    def overwrite(self):
        with open(self.fault.words["file"], "rb") as file:
            put = Request(self.fault.words["url"], data=file.read(), method="PUT")
        urlopen(put).close()

    # Ending an exchange early.

    async def stop(self, stage, piece=b"", counted=None, writer=None):
        """Ends the connection at this stage if the fault says so, after sending its bytes of this chunk."""
        left = self.fault.get("byte", 0) - self.record.get(counted, 0)
        if not self.fault.stops(stage) or (counted and piece and left > len(piece)):
            return
        if writer:
            writer.write(piece[:left])
            self.record[counted] += left
            await writer.drain()
        self.proxy.finish(self, self.record)
        self.end(self.fault, self.writer)

    @staticmethod
    def end(fault, writer):
        if fault.kind == "stall":
            raise Stalled
        if fault.get("reset"):
            writer.transport.abort()
        raise Ended

    # Responses of the proxy itself.

    def refusal(self):
        """Status and error code, if the request is not forwarded."""
        if self.fault.kind == "answer" and not self.fault.get("upstream"):
            return self.fault.words["status"], self.fault.get("code")
        if self.fault.kind == "clock" and self.skew > self.fault.get("tolerance", 300):
            return 403, "RequestTimeTooSkewed"
        return None

    @property
    def now(self):
        return datetime.now(timezone.utc) + timedelta(seconds=self.fault.get("ahead", 0))

    @property
    def skew(self):
        date = datetime.strptime(self.request["X-Amz-Date"] + "+0000", "%Y%m%dT%H%M%SZ%z")
        return abs((self.now - date).total_seconds())

    async def refuse(self, status, code):
        if not self.request["Expect"]:
            async for piece in body(self.reader, self.request):
                self.record["bodySize"] += len(piece)
        await self.reply(status, code)
        if self.request["Expect"]:
            raise Ended

    async def reply(self, status, code):
        """An error response in the format of the service; without a code, no body."""
        json_service = self.request["X-Amz-Target"]
        text = XML + f"<Error><Code>{code}</Code><Message>A fault of the plan.</Message></Error>"
        if json_service:
            text = json.dumps({"__type": code, "message": "A fault of the plan."})
        content = text.encode() if code and self.request.words[0] != "HEAD" else b""
        fields = {
            "Date": format_datetime(self.now, usegmt=True), "x-amz-request-id": "FAULT",
            "Content-Type": "application/x-amz-json-1.1" if json_service else "application/xml",
            "Content-Length": len(content), **self.fault.get("headers", {})}
        head = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"] + [f"{k}: {v}" for k, v in fields.items()]
        self.record["status"], self.record["answerSize"] = status, len(content)
        self.writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + content)
        await self.writer.drain()
