"""A real SMTP server for the tests: prints its port, then one line of JSON for each mail it takes. It misbehaves as told.

usage: smtp-server.py MODE [CERTIFICATE KEY]
modes: accept, starttls, login (asks for ada/secret), refuse-sender, refuse-mail, refuse-some (bad@…), later-some (later@…),
greylist (later@… at first), later, stall, drop,
drop-after-data, drop-in-data, stall-in-data, babble, tls (from the first byte on), login-only (no AUTH PLAIN)
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

mode = sys.argv[1]
seen = set()


class Handler:
    async def handle_MAIL(self, server, session, envelope, address, options):
        if mode == "refuse-sender":
            return "553 5.1.8 not from you"
        if mode == "stall":
            await asyncio.sleep(3600)
        if mode == "drop":
            server.transport.abort()
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if mode == "refuse-some" and address.startswith("bad@"):
            return "550 5.1.1 nobody here of that name"
        if mode == "later-some" and address.startswith("later@"):
            return "450 4.2.0 greylisted"
        if mode == "greylist" and address.startswith("later@") and address not in seen:
            seen.add(address)
            return "451 4.7.1 greylisted, come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if mode == "refuse-mail":
            return "554 5.7.1 spam"
        if mode == "later":
            return "451 4.3.0 try again"
        print(json.dumps({
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "content": envelope.original_content.decode("ascii"),
            "encrypted": session.ssl is not None or mode == "tls",
            "user": getattr(session, "user", None),
        }), flush=True)
        if mode == "drop-after-data":
            server.transport.abort()
        return "250 OK taken"


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b"ada" and data.password == b"secret"
    if good:
        session.user = data.login.decode()
    return AuthResult(success=good, handled=good)


async def break_off(reader, writer):
    """Says yes to everything, and then reads no further in the middle of the mail."""
    writer.write(b"220 here\r\n")
    while line := await reader.readline():
        writer.write(b"354 go on\r\n" if line.startswith(b"DATA") else b"250 OK\r\n")
        if line.startswith(b"DATA"):
            await reader.readexactly(1000)
            if mode == "stall-in-data":
                await asyncio.sleep(3600)
            writer.transport.abort()
            return


async def babble(reader, writer):
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await writer.drain()


def secure():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    return context


def make():
    options = {"enable_SMTPUTF8": False}
    if len(sys.argv) > 2 and mode != "tls":
        options["tls_context"] = secure()
    if mode.startswith("login"):
        options.update(authenticator=authenticate, auth_required=True, auth_require_tls="tls_context" in options)
    if mode == "login-only":
        options.update(auth_exclude_mechanism=["PLAIN"])
    return SMTP(Handler(), **options)


async def main():
    loop = asyncio.get_running_loop()
    raw = {"babble": babble, "drop-in-data": break_off, "stall-in-data": break_off}.get(mode)
    encrypted = secure() if mode == "tls" else None
    server = await (asyncio.start_server(raw, "127.0.0.1", 0) if raw else loop.create_server(make, "127.0.0.1", 0, ssl=encrypted))
    print(server.sockets[0].getsockname()[1], flush=True)
    # The server ends with the test that started it: when its standard input closes.
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
