"""Requests to the image API, as Python's `requests` writes them.

A request is JSON: `files` (field to [file name, path, media type]), `data` (fields), `json`, `body` (a path), `text`,
`params`, `headers`, `id` (the request's ID), `method`, `path`. A member of `json` and `text` may be {"base64": PATH}.
"""
import base64
from urllib.parse import urlsplit

import requests

import gateway_event


def text(value):
    if isinstance(value, dict) and set(value) == {"base64"}:
        with open(value["base64"], "rb") as file:
            return base64.b64encode(file.read()).decode()
    return value


def prepared(words, base):
    """The request that goes to the API at a URL."""
    files = {
        field: (name, open(path, "rb"), kind) for field, (name, path, kind) in words.get("files", {}).items()}
    document = {name: text(value) for name, value in words["json"].items()} if "json" in words else None
    body = open(words["body"], "rb").read() if "body" in words else text(words.get("text"))
    return requests.Request(
        words.get("method", "POST"), base + words.get("path", "/images"), files=files or None,
        data=body or words.get("data"), json=document, params=words.get("params"),
        headers=words.get("headers")).prepare()


def event(words, request):
    """The event that API Gateway makes of a request."""
    content = request.body or b""
    content = content.encode() if isinstance(content, str) else content
    address = urlsplit(request.url)
    target = f"{address.path}?{address.query}"
    return gateway_event.event(request.method, target, request.headers.items(), content, words.get("id", "r1"))
