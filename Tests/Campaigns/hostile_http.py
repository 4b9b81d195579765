"""hostile-http: clients that mean no good, while an ordinary one goes on with its work."""
import asyncio
import resource

import smuggling
from campaign import CannotRun, Finding, verify
from client import Client, NoAnswer, read_answer
from shop import Shop

SUMMARY = "slow, huge, deep, ambiguous and countless requests; an ordinary client is served, memory stays bounded"
STORES = ("sqlite",)
PLANTS = {
    "stop": ("the server stands still for a while", STORES),
    "small": ("hardly any memory is allowed", STORES),
}
PATIENCE = 10  # seconds an ordinary client waits at most
MEMORY = 400  # megabytes the server may hold
SLOW, IDLE, GREEDY = 300, 10_500, 40  # connections; more idle ones than the server has room for
GREED = 100  # megabytes by which unread answers may let the server grow
CUT_AFTER = 90  # seconds within which whoever sends nothing useful is sent away


async def run(campaign):
    """Every attack in turn, and all over again while there is time."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < IDLE + 1000:
        raise CannotRun(f"only {hard} files may be open")
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    martlet = campaign.make_martlet()
    await martlet.start()
    shop = Shop(martlet)
    await shop.furnish(10, 1000)
    good = Ordinary(campaign, shop)
    working = asyncio.create_task(good.work())
    campaign.begin()
    limits = {}
    try:
        while campaign.goes_on or not campaign.count:
            for attack in ATTACKS:
                good.during = attack.__name__.replace("_", " ")
                limits[good.during] = await attack(campaign, martlet, shop)
                campaign.count += 1
                await good.check(working)
                campaign.remark = good.summary
                campaign.tell(f"{good.during}: {limits[good.during]}; {good.summary}", every=0)
    finally:
        working.cancel()
    verify(martlet, shop.slug)


class Ordinary:
    """A client that reads and writes a few times a second and expects answers."""

    def __init__(self, campaign, shop):
        self.campaign, self.shop = campaign, shop
        self.during = ""
        self.times = []
        self.most = 0

    async def work(self):
        """Goes on until it is cancelled."""
        client = self.shop.client(timeout=PATIENCE)
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            try:
                read = await client.get("/v1/orders?limit=10")
                line = {"variant": self.shop.variants[0], "quantity": "1"}
                written = await client.post(
                    "/v1/inventory/actions/adjust",
                    {"location": self.shop.locations[0], "lines": [line], "reason": "found"}, self.shop.key("good"))
            except NoAnswer as reason:
                raise Finding(f"during {self.during} an ordinary client got no answer: {reason}") from reason
            for answer in (read, written):
                if answer.status not in (200, 201):
                    raise Finding(f"during {self.during} an ordinary client was answered {answer}")
            self.times.append(loop.time() - begun)
            self.most = max(self.most, self.shop.martlet.resident_megabytes)
            await asyncio.sleep(0.1)

    async def check(self, working):
        """Raises what the client found, and whether too much memory is held."""
        if self.campaign.plant == "stop":
            self.shop.martlet.process.send_signal(19)
        await asyncio.sleep(0.3 if self.campaign.plant != "stop" else 2 * PATIENCE)
        if working.done():
            working.result()
        self.most = max(self.most, self.shop.martlet.resident_megabytes)
        limit = 10 if self.campaign.plant == "small" else MEMORY
        if self.most > limit:
            raise Finding(f"during {self.during} the server held {self.most:.0f} MB; {limit} are allowed")

    @property
    def summary(self):
        """How it fared."""
        slowest = sorted(self.times)[-1 - len(self.times) // 100] if self.times else 0
        return f"{len(self.times)} ordinary turns, p99 {slowest * 1000:.0f} ms, at most {self.most:.0f} MB"


def order_head(shop, framing):
    """The head of a request to place an order, with what it says of its body's length."""
    lines = [
        b"POST /v1/orders HTTP/1.1", b"Host: a", b"Authorization: Bearer " + shop.secret.encode(),
        b"Idempotency-Key: hostile", b"Content-Type: application/json", framing]
    return b"\r\n".join(lines) + b"\r\n\r\n"


async def opened(martlet, count):
    """Many connections, opened some hundred at a time."""
    host, port = martlet.address.split(":")
    connections = []
    while len(connections) < count:
        some = [asyncio.open_connection(host, int(port)) for _ in range(min(250, count - len(connections)))]
        connections += await asyncio.gather(*some)
    return connections


def close(connections):
    """Closes connections without a farewell."""
    for _, writer in connections:
        writer.transport.abort()


async def drip(martlet, head, drops):
    """Opens connections that send `head` and then a byte now and then. Returns after how long they were cut off."""
    connections = await opened(martlet, SLOW)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        for _, writer in connections:
            writer.write(head)
        while loop.time() - begun < CUT_AFTER:
            await asyncio.sleep(1)
            if all(reader.at_eof() or writer.is_closing() for reader, writer in connections):
                return f"cut off after {loop.time() - begun:.0f} s"
            for _, writer in connections:
                if not writer.is_closing():
                    writer.write(drops)
        left = sum(not (reader.at_eof() or writer.is_closing()) for reader, writer in connections)
        raise Finding(f"{left} of {SLOW} connections that send a byte a second are still there after {CUT_AFTER} s")
    finally:
        close(connections)


async def slow_heads(campaign, martlet, shop):
    """Heads of requests that never end."""
    return await drip(martlet, b"GET /health HTTP/1.1\r\nHost: a\r\nX-Slow: ", b"a")


async def slow_bodies(campaign, martlet, shop):
    """Bodies of requests that never end."""
    return await drip(martlet, order_head(shop, b"Content-Length: 100000") + b"{", b" ")


async def idle_connections(campaign, martlet, shop):
    """More than ten thousand connections that say nothing."""
    connections = await opened(martlet, IDLE)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    try:
        client = Client(martlet.address, timeout=PATIENCE)
        answer = await client.get("/health")
        client.close()
        if answer.status != 200:
            raise Finding(f"with {IDLE} idle connections a new client was answered {answer}")
        while loop.time() - begun < CUT_AFTER:
            await asyncio.sleep(1)
            left = sum(not reader.at_eof() for reader, _ in connections)
            if left == 0:
                return f"sent away after {loop.time() - begun:.0f} s"
        raise Finding(f"{left} of {IDLE} connections that say nothing are still there after {CUT_AFTER} s")
    finally:
        close(connections)


async def huge_bodies(campaign, martlet, shop):
    """A gigabyte, with its length said and in chunks."""
    results = []
    framings = {"with its length": b"Content-Length: 1073741824", "chunked": b"Transfer-Encoding: chunked"}
    for name, framing in framings.items():
        (connection,) = await opened(martlet, 1)
        reader, writer = connection
        answer = asyncio.create_task(read_answer(reader))
        sent = await pour(writer, order_head(shop, framing), name == "chunked")
        try:
            async with asyncio.timeout(PATIENCE):
                status = (await answer).status
        except (EOFError, OSError, TimeoutError) as error:
            raise Finding(f"a gigabyte {name} was not refused: {type(error).__name__} after {sent >> 20} MB") from error
        finally:
            close([connection])
        if status != 413:
            raise Finding(f"a gigabyte {name} was answered {status}")
        results.append(f"{name} {status}, {sent >> 20} MB taken")
    return ", ".join(results)


async def pour(writer, head, is_chunked):
    """Sends a gigabyte, or as much as the server takes. Returns how much that was."""
    block = b" " * (1 << 20)
    part = b"%x\r\n%s\r\n" % (len(block), block) if is_chunked else block
    sent = 0
    try:
        writer.write(head)
        while sent < 1 << 30 and not writer.is_closing():
            writer.write(part)
            async with asyncio.timeout(PATIENCE):
                await writer.drain()
            sent += len(block)
    except (OSError, TimeoutError):
        pass
    return sent


async def huge_heads(campaign, martlet, shop):
    """Headers without end: one very long, and very many."""
    seen = []
    heads = {"one of 10 MB": b"X-A: " + b"a" * 10_000_000, "100,000": b"X-A: a\r\n" * 100_000 + b"X-B: b"}
    for name, lines in heads.items():
        answers = await exchange(martlet, b"GET /health HTTP/1.1\r\nHost: a\r\n" + lines + b"\r\n\r\n")
        if any(answer.status < 400 for answer in answers):
            raise Finding(f"headers, {name}: answered {answers[0].status}")
        seen.append(f"{name}: {[answer.status for answer in answers]}")
    return ", ".join(seen)


async def odd_bodies(campaign, martlet, shop):
    """JSON that is deep, broken, or not text."""
    deep = 100_000
    bodies = {
        "deep lists": b"[" * deep + b"]" * deep, "deep objects": b'{"a":' * deep + b"1" + b"}" * deep,
        "open lists": b"[" * deep, "a long number": b'{"lines":' + b"9" * 1_000_000 + b"}",
        "NUL": b'{"note":"a\x00b"}', "escaped NUL": b'{"note":"a\\u0000b","lines":[]}',
        "not UTF-8": b'{"note":"\xff\xfe"}', "half a surrogate": b'{"note":"\\ud800","lines":[]}',
        "a name twice": b'{"lines":[],"lines":[]}', "nothing": b"", "a text": b'"lines"',
        "a byte order mark": b"\xef\xbb\xbf{}",
        "many members": b"{" + b",".join(b'"%d":0' % n for n in range(150_000)) + b"}",
    }
    statuses = []
    for name, body in bodies.items():
        answers = await exchange(martlet, order_head(shop, b"Content-Length: %d" % len(body)) + body)
        if len(answers) != 1 or answers[0].status not in (400, 413, 422):
            raise Finding(f"a body, {name}, was answered {[str(answer) for answer in answers]}")
        if "problem+json" not in answers[0].headers.get("content-type", ""):
            raise Finding(f"a body, {name}, was refused without a problem: {answers[0]}")
        statuses.append(answers[0].status)
    return f"{len(bodies)} refused, {sorted(set(statuses))}"


async def ambiguous_requests(campaign, martlet, shop):
    """Requests that a proxy and the server could take apart differently."""
    refused = 0
    for name, raw in smuggling.VARIANTS.items():
        answers = await exchange(martlet, raw)
        smuggled = [answer for answer in answers if answer.headers.get("request-id") == "smuggled"]
        if smuggled and name not in smuggling.PIPELINED:
            statuses = [answer.status for answer in answers]
            raise Finding(f"{name}: the smuggled request was answered; all answers: {statuses}\n{raw!r}")
        if not answers or answers[0].status >= 500:
            raise Finding(f"{name} was answered {[str(answer) for answer in answers]}")
        refused += answers[0].status == 400
    return f"{len(smuggling.VARIANTS)} variants, none let through, {refused} answered 400"


async def exchange(martlet, raw):
    """Sends bytes and reads every answer until the server closes or says nothing more for a moment."""
    (connection,) = await opened(martlet, 1)
    reader, writer = connection
    answers = []
    try:
        writer.write(raw)
        while True:
            async with asyncio.timeout(PATIENCE if not answers else 0.3):
                answers.append(await read_answer(reader))
    except (EOFError, OSError, TimeoutError, asyncio.LimitOverrunError):
        return answers
    finally:
        close([connection])


async def greedy_pipelines(campaign, martlet, shop):
    """Connections that ask for a large answer a hundred times and read none."""
    before = martlet.resident_megabytes
    connections = await opened(martlet, GREEDY)
    try:
        for _, writer in connections:
            writer.transport.pause_reading()
            writer.write(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n" * 100)
        await asyncio.sleep(3)
        held = martlet.resident_megabytes
        if held > before + GREED:
            raise Finding(f"{GREEDY} connections that read no answers: from {before:.0f} to {held:.0f} MB")
    finally:
        close(connections)
    return f"{held:.0f} MB held meanwhile"


ATTACKS = [
    odd_bodies, ambiguous_requests, huge_heads, huge_bodies, idle_connections, slow_heads, slow_bodies,
    greedy_pipelines,
]
