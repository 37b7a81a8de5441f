"""Compares our HTTP parser with llhttp (httptools) and h11 on damaged requests.

    python3 -m venv VENV && VENV/bin/pip install httptools h11
    VENV/bin/python Tests/Differential/differential.py [cases, default 20000] [seed]

Ours may refuse what the others take: it is meant to be the strictest. What it takes, the others
must take too and read the same; anything else is a way to smuggle a request past one of them.
Exit code 1 when there is such a case that `explained` does not name.
"""
import collections, os, random, subprocess, sys, tempfile
import h11, httptools

HERE = os.path.dirname(os.path.abspath(__file__))
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"]
FIELDS = ["Host: x", "Host: y", "Content-Length: 3", "Content-Length: 0", "Content-Length: 5",
          "Content-Length: 003", "content-length:3", "Transfer-Encoding: chunked",
          "Transfer-Encoding: Chunked", "transfer-encoding:\tchunked ", "Transfer-Encoding: gzip",
          "Connection: close", "Connection: keep-alive", "Connection: x, close", "Accept: */*",
          "X: a\tb", "X:", "X-Y: \xe9", "Cookie: a=b; c=d", "Expect: 100-continue"]
BODIES = ["", "abc", "abcde", "3\r\nabc\r\n0\r\n\r\n", "003;q=1\r\nabc\r\n0\r\n\r\n",
          "1\r\na\r\n2\r\nbc\r\n0\r\n\r\n", "0\r\n\r\n", "3\r\nabc\r\n00\r\n\r\n"]
PATHS = ["/", "/a", "/a/b?c=d", "/a%20b", "*", "http://x/a", "/a?b%2f", "//", "/~a;b=c"]
NOISE = ["\r", "\n", "\r\n", " ", "\t", "\0", ":", ",", ";", "\x0b", "\x7f", "\xa0", "0", "-", "+", "%"]


def request(rng):
    fields = ["Host: x"] + rng.choices(FIELDS, k=rng.randrange(4)) if rng.random() < .8 else \
        rng.choices(FIELDS, k=rng.randrange(5))
    rng.shuffle(fields)
    version = rng.choice(["1.1"] * 8 + ["1.0"])
    head = f"{rng.choice(METHODS)} {rng.choice(PATHS)} HTTP/{version}\r\n"
    return head + "".join(f + "\r\n" for f in fields) + "\r\n" + rng.choice(BODIES)


def damaged(rng):
    text = "".join(request(rng) for _ in range(rng.choice([1, 1, 2, 3])))
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        at = rng.randrange(len(text))
        kind = rng.randrange(3)
        text = text[:at] + (rng.choice(NOISE) if kind else "") + text[at + (kind != 1):]
    return text.encode("latin1")


def read_llhttp(data):
    found, state = [], {}

    class Protocol:
        def on_message_begin(self): state.update(url=b"", body=b"")
        def on_url(self, url): state["url"] += url
        def on_body(self, body): state["body"] += body
        def on_message_complete(self):
            found.append((parser.get_method(), state["url"], state["body"]))
    parser = httptools.HttpRequestParser(Protocol())
    try:
        parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
        return found, f"refused {error}"
    return found, "open"


def read_h11(data):
    connection, found = h11.Connection(h11.SERVER), []
    connection.receive_data(data)
    try:
        while True:
            event = connection.next_event()
            if event in (h11.NEED_DATA, h11.PAUSED): return found, "open"
            if isinstance(event, h11.ConnectionClosed): return found, "closed"
            if isinstance(event, h11.Request): now, body = event, b""
            if isinstance(event, h11.Data): body += bytes(event.data)
            if isinstance(event, h11.EndOfMessage):
                found.append((bytes(now.method), bytes(now.target), body))
                connection.send(h11.Response(status_code=204, headers=[]))
                connection.send(h11.EndOfMessage())
                if connection.our_state is h11.MUST_CLOSE: return found, "closed"
                connection.start_next_cycle()
    except h11.RemoteProtocolError as error:
        return found, f"refused {error}"


def explained(name, ours, found, verdict):
    """Differences that are wanted: the other reader is stricter than the standard asks."""
    isPrefix = found == ours[:len(found)]
    if name == "h11" and isPrefix and "no request line received" in verdict:
        return "h11 takes no empty line before a request (RFC 9112 section 2.2 does)"
    if name == "h11" and isPrefix and "illegal" in verdict and any(b" * " in one for one in ours):
        return "h11 takes no address * but for OPTIONS"
    return None


def plain(found):
    """Method, path without host and query, body."""
    result = []
    for method, target, body in found:
        for scheme in (b"http://", b"https://"):
            if target.lower().startswith(scheme):
                target = b"/" + target[len(scheme):].partition(b"/")[2]
        result.append(method + b" " + target.partition(b"?")[0] + b" " + body)
    return result


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print("seed", seed)
    rng = random.Random(seed)
    cases = [damaged(rng) for _ in range(count)]
    with tempfile.TemporaryDirectory() as folder:
        reader = os.path.join(folder, "read-requests")
        subprocess.run([os.path.join(HERE, "../Fuzz/build.sh"),
                        os.path.join(HERE, "ReadRequests.swift"), reader], check=True)
        lines = subprocess.run([reader], input="\n".join(c.hex() for c in cases) + "\n", text=True,
                               capture_output=True, check=True).stdout.splitlines()
    assert len(lines) == count
    tally, failures = collections.Counter(), []
    for data, line in zip(cases, lines):
        *ours, verdict = line.split("\t")
        ours = [bytes.fromhex(one) for one in ours]
        tally["ours " + verdict] += 1
        tally["ours requests"] += len(ours)
        for name, read in (("llhttp", read_llhttp), ("h11", read_h11)):
            found, other = read(data)
            found = plain(found)
            tally[f"{name} requests"] += len(found)
            same = found[:len(ours)] == ours
            if same and (len(found) == len(ours) or verdict != "open"): continue
            reason = explained(name, ours, found, other)
            tally["explained: " + reason if reason else f"{name} differs"] += 1
            if not reason: failures.append((name, data, ours, verdict, found, other))
    for key, value in sorted(tally.items()): print(f"{value:8d}  {key}")
    for name, data, ours, verdict, found, other in failures[:12]:
        print("\n", name, data, "\n   ours  ", ours, verdict, "\n   theirs", found, other)
    sys.exit(1 if failures else 0)


main()
