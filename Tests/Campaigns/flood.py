"""Sends orders at a given rate whether they are answered or not; a process of its own, so as to disturb no measuring.

    python flood.py ADDRESS SECRET VARIANT RATE CONNECTIONS SECONDS

Prints what was sent and how it was answered as JSON. With a rate of 0 every connection waits for its answer before it
sends the next request: then the answers a second are the capacity.
"""
import asyncio
import collections
import json
import sys
import time

MOST_UNREAD = 4  # requests sent on one connection before an answer is read; the server takes them up one by one


class Flood:
    """Some connections to one server."""

    def __init__(self, address, secret, variant, rate):
        self.host, _, port = address.partition(":")
        self.port = int(port)
        self.body = json.dumps({"lines": [{"variant": variant, "quantity": "1"}]}).encode()
        self.head = (
            f"POST /v1/orders HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {secret}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(self.body)}\r\nIdempotency-Key: ").encode()
        self.rate = rate
        self.sent = self.lost = self.bare = 0
        self.statuses = collections.Counter()
        self.begun = time.monotonic()

    async def connection(self, number, ends):
        """One connection, opened again whenever it ends."""
        count = 0
        while time.monotonic() < ends:
            try:
                reader, writer = await asyncio.open_connection(self.host, self.port)
            except OSError:
                self.lost += 1
                await asyncio.sleep(0.1)
                continue
            room = asyncio.Semaphore(MOST_UNREAD if self.rate else 1)
            reading = asyncio.create_task(self.read(reader, room))
            try:
                while time.monotonic() < ends and not reading.done():
                    async with asyncio.timeout(max(0.1, ends - time.monotonic())):
                        await room.acquire()
                    count += 1
                    writer.write(self.head + b"%d-%d-%d\r\n\r\n" % (number, self.begun * 1e6, count) + self.body)
                    self.sent += 1
                    if self.rate:
                        ahead = self.sent / self.rate - (time.monotonic() - self.begun)
                        await asyncio.sleep(max(0, ahead))
            except (OSError, TimeoutError):
                pass
            reading.cancel()
            writer.transport.abort()

    async def read(self, reader, room):
        """Counts answers by their status."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().split(b"content-length:")[1].split(b"\r\n")[0]
                await reader.readexactly(int(length))
                status = int(head[9:12])
                self.statuses[status] += 1
                self.bare += status in (429, 503) and b"retry-after:" not in head.lower()
                room.release()
        except (EOFError, OSError, IndexError):
            self.lost += 1


async def main(address, secret, variant, rate, connections, seconds):
    flood = Flood(address, secret, variant, float(rate))
    ends = time.monotonic() + float(seconds)
    await asyncio.gather(*[flood.connection(number, ends) for number in range(int(connections))])
    took = time.monotonic() - flood.begun
    print(json.dumps({"sent": flood.sent, "lost": flood.lost, "statuses": flood.statuses, "bare": flood.bare, "seconds": took}))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
