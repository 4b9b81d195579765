"""Requests that two readers could take apart differently. None may make the server answer what was smuggled in."""

SMUGGLED = b"GET /health HTTP/1.1\r\nHost: inner\r\nRequest-Id: smuggled\r\n\r\n"


def request(*lines, body=b"", ending=b"\r\n"):
    """A POST with some header lines."""
    head = [b"POST /v1/orders HTTP/1.1", b"Host: outer", *lines]
    return ending.join(head) + ending + ending + body


CHUNKED = b"0\r\n\r\n" + SMUGGLED
LENGTH = str(len(CHUNKED)).encode()

# Each is one request by the strictest reading, or none at all.
VARIANTS = {
    "content length and chunked": request(b"Content-Length: " + LENGTH, b"Transfer-Encoding: chunked", body=CHUNKED),
    "chunked and content length": request(b"Transfer-Encoding: chunked", b"Content-Length: 5", body=CHUNKED),
    "two content lengths": request(b"Content-Length: 0", b"Content-Length: " + LENGTH, body=SMUGGLED),
    "a list of content lengths": request(b"Content-Length: 0, 5", body=SMUGGLED),
    "a signed content length": request(b"Content-Length: +0", body=SMUGGLED),
    "a negative content length": request(b"Content-Length: -1", body=SMUGGLED),
    "a content length in hexadecimal": request(b"Content-Length: 0x0", body=SMUGGLED),
    "a content length beyond 64 bits": request(b"Content-Length: 99999999999999999999999", body=SMUGGLED),
    "an empty content length": request(b"Content-Length:", body=SMUGGLED),
    "an unknown coding": request(b"Transfer-Encoding: xchunked", body=CHUNKED),
    "chunked not last": request(b"Transfer-Encoding: chunked, identity", body=CHUNKED),
    "chunked twice": request(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked", body=CHUNKED),
    "identity and content length": request(b"Transfer-Encoding: identity", b"Content-Length: 0", body=SMUGGLED),
    "a space before the colon": request(b"Transfer-Encoding : chunked", b"Content-Length: 0", body=SMUGGLED),
    "a vertical tab in the coding": request(b"Transfer-Encoding:\x0bchunked", b"Content-Length: 0", body=SMUGGLED),
    "a folded header": request(b"X-A: b", b" Transfer-Encoding: chunked", b"Content-Length: 0", body=SMUGGLED),
    "NUL in a header": request(b"X-A: a\x00b", b"Content-Length: 0", body=SMUGGLED),
    "a bare carriage return": request(b"X-A: a\rTransfer-Encoding: chunked", b"Content-Length: 0", body=SMUGGLED),
    "a chunk size with a sign": request(b"Transfer-Encoding: chunked", body=b"+0\r\n\r\n" + SMUGGLED),
    "a chunk size beyond 64 bits": request(
        b"Transfer-Encoding: chunked", body=b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n" + SMUGGLED),
    "a chunk without its line end": request(b"Transfer-Encoding: chunked", body=b"3\r\nabcXX0\r\n\r\n" + SMUGGLED),
    "a space in the address": b"GET /health /v1/orders HTTP/1.1\r\nHost: outer\r\n\r\n" + SMUGGLED,
    "no version": b"GET /nowhere\r\n\r\n" + SMUGGLED,
    "a version there is not": b"GET /nowhere HTTP/9.9\r\nHost: outer\r\n\r\n" + SMUGGLED,
}
# Where the smuggled request is a proper second request of the same connection, an answer to it is right.
PIPELINED = {"chunked twice"}
