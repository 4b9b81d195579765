"""A small HTTP/1.1 client over asyncio: one connection, one request at a time, and nothing done behind one's back.

It never sends a request twice by itself: whether a lost one took effect is just what campaigns are about.
"""
import asyncio
import dataclasses
import json


class NoAnswer(Exception):
    """The connection ended, or time ran out, before the whole answer was there: nobody knows whether it was done."""


@dataclasses.dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict
    body: bytes

    @property
    def json(self):
        """The body as JSON; None where there is none."""
        return json.loads(self.body) if self.body else None

    @property
    def code(self):
        """The stable code of a problem, or an empty text."""
        return (self.json or {}).get("code", "") if self.status >= 400 else ""

    @property
    def is_done(self):
        """Whether the write took effect."""
        return self.status in (200, 201)

    @property
    def is_replayed(self):
        """Whether this is the stored answer of an earlier request with the same key."""
        return self.headers.get("idempotent-replayed") == "true"

    def __str__(self):
        return f"{self.status} {self.body[:600].decode(errors='replace')}"


class Client:
    """One connection to a server at `host:port`, opened when it is needed."""

    def __init__(self, address, secret="", timeout=30):
        self.host, _, port = address.removeprefix("http://").partition(":")
        self.port = int(port)
        self.secret = secret
        self.timeout = timeout
        self.reader = self.writer = None

    async def get(self, path):
        """Reads."""
        return await self.send("GET", path)

    async def post(self, path, body=None, key=None):
        """Writes, under an idempotency key."""
        return await self.send("POST", path, body, key)

    async def send(self, method, path, body=None, key=None, headers=()):
        """Sends one request and waits for its answer. Raises `NoAnswer`."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self.host}:{self.port}"]
        if self.secret:
            lines.append(f"Authorization: Bearer {self.secret}")
        if key is not None:
            lines.append(f"Idempotency-Key: {key}")
        payload = b"" if body is None else json.dumps(body, separators=(",", ":")).encode()
        if payload:
            lines.append("Content-Type: application/json")
        if payload or method != "GET":
            lines.append(f"Content-Length: {len(payload)}")
        lines += headers
        return await self.exchange("\r\n".join(lines).encode() + b"\r\n\r\n" + payload)

    async def exchange(self, raw):
        """Sends bytes as they are and reads one answer."""
        try:
            async with asyncio.timeout(self.timeout):
                if self.writer is None:
                    self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
                self.writer.write(raw)
                answer = await read_answer(self.reader)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.close()
            raise NoAnswer(f"{type(error).__name__}: {error}") from error
        except BaseException:
            self.close()
            raise
        if answer.headers.get("connection", "").lower() == "close":
            self.close()
        return answer

    def close(self):
        """Lets the connection go."""
        if self.writer is not None:
            self.writer.transport.abort()
        self.reader = self.writer = None


async def read_answer(reader):
    """One answer from a stream. EOF in the middle of it is an `EOFError`."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    status = int(head[0].split(" ")[1])
    pairs = (line.partition(":") for line in head[1:] if line)
    headers = {name.lower(): value.strip() for name, _, value in pairs}
    if status in (204, 304) or 100 <= status < 200:
        return Answer(status, headers, b"")
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return Answer(status, headers, await read_chunks(reader))
    return Answer(status, headers, await reader.readexactly(int(headers.get("content-length", "0"))))


async def read_chunks(reader):
    """A chunked body, put together."""
    body = b""
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        body += (await reader.readexactly(size + 2))[:-2]
        if size == 0:
            return body
