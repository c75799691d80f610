#!/usr/bin/env python3
"""Behaves like Coal Mine's command line: the same requests, the same reading of the answers. Written from a description of it."""
import argparse
import configparser
import http.client
import json
import os
import pprint
import sys
import urllib.parse


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command")
    settings = configparser.ConfigParser()
    settings.read(os.path.expanduser("~/.coal-mine.ini"))
    defaults = dict(settings["coal-mine"]) if settings.has_section("coal-mine") else {}

    def command(name, *kinds):
        sub = commands.add_parser(name)
        sub.add_argument("--host", default=defaults.get("host", "localhost"))
        sub.add_argument("--port", default=defaults.get("port"))
        sub.add_argument("--auth-key", default=defaults.get("auth-key"))
        sub.add_argument("--no-auth-key", dest="auth_key", action="store_const", const=None)
        if "which" in kinds:
            which = sub.add_mutually_exclusive_group(required=True)
            for option in ("name", "slug", "id"):
                which.add_argument("--" + option)
        if "terse" in kinds:
            sub.add_argument("--no-history", "--terse", dest="no_history", action="store_true")
        if "comment" in kinds:
            sub.add_argument("--comment")
        return sub

    create = command("create")
    create.add_argument("--name", required=True)
    create.add_argument("--periodicity", required=True)
    create.add_argument("--description")
    create.add_argument("--email", action="append")
    create.add_argument("--paused", action="store_true")
    update = command("update", "terse")
    for option in ("name", "slug", "id", "periodicity", "description"):
        update.add_argument("--" + option)
    update.add_argument("--email", action="append")
    command("delete", "which")
    command("get", "which", "terse")
    command("trigger", "which", "comment")
    command("pause", "which", "comment", "terse")
    command("unpause", "which", "comment", "terse")
    listing = command("list", "terse")
    listing.add_argument("--verbose", action="store_true", default=None)
    for option in ("paused", "late"):
        listing.add_argument("--" + option, dest=option, action="store_true", default=None)
        listing.add_argument("--no-" + option, dest=option, action="store_false")
    listing.add_argument("--search")
    args = parser.parse_args()
    if not args.command:
        parser.error("No command specified")
    run(args)


def run(args):
    values = {k: v for k, v in vars(args).items() if k not in ("command", "host", "port", "no_history") and v is not None}
    if "periodicity" in values:
        try:
            values["periodicity"] = float(values["periodicity"])
        except ValueError:
            pass
    if args.command == "trigger":
        values.pop("auth_key", None)
    if args.command == "update" and not (args.id or args.slug):
        if not args.name:
            sys.exit("Must specify --name, --id, or --slug")
        found = call(args, "get", {k: values[k] for k in ("name", "auth_key") if k in values})
        values["id"] = found["canary"]["id"]
        del values["name"]
    answer = call(args, args.command, values)
    if getattr(args, "no_history", False):
        for canary in [answer["canary"]] if "canary" in answer else answer["canaries"]:
            canary.pop("history", None)
    pprint.pprint(answer)


def call(args, command, values):
    address = urllib.parse.urlparse(args.host if "://" in args.host else "http://" + args.host)
    connection = http.client.HTTPConnection(address.hostname, int(args.port or address.port or 80), timeout=10)
    query = urllib.parse.urlencode(sorted(values.items()), doseq=True)
    connection.request("GET", "/coal-mine/v1/canary/%s?%s" % (command, query))
    response = connection.getresponse()
    body = json.loads(response.read().decode("utf-8"))
    if response.status != 200:
        print("%d %s" % (response.status, response.reason), file=sys.stderr)
        pprint.pprint(body, stream=sys.stderr)
        sys.exit(1)
    return body


main()
