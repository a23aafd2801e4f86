"""Requests to the image API, as Python's `requests` writes them.

A request is JSON: `files` (field to [file name, path, media type]), `data` (fields), `json`, `body` (a path), `text`,
`params`, `headers`, `id` (the request's ID), `method`, `path`. A member of `json` and `text` may be {"base64": PATH}.
"""
import base64
from urllib.parse import parse_qsl, urlsplit

import requests


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
    """The event that API Gateway (HTTP API, payload format 2.0) makes of a request: bodies of other types than text and JSON
    become Base64."""
    content = request.body or b""
    content = content.encode() if isinstance(content, str) else content
    headers = {name.lower(): value for name, value in request.headers.items()}
    is_text = headers.get("content-type", "").startswith(("text/", "application/json"))
    address = urlsplit(request.url)
    return {
        "version": "2.0", "routeKey": "POST /images", "rawPath": address.path, "rawQueryString": address.query,
        "headers": headers, "queryStringParameters": dict(parse_qsl(address.query, keep_blank_values=True)),
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example", "requestId": words.get("id", "r1"),
            "http": {"method": request.method, "path": address.path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "routeKey": "POST /images", "stage": "$default", "timeEpoch": 1700000000000},
        "body": content.decode() if is_text else base64.b64encode(content).decode(), "isBase64Encoded": not is_text,
    }
