"""The event that Amazon API Gateway (HTTP API, payload format 2.0) makes of a request for a Lambda function (API Gateway
Developer Guide, "Create AWS Lambda proxy integrations for HTTP APIs")."""
import base64
from urllib.parse import parse_qsl, urlsplit

# The routes of deploy/cdk.
ROUTES = ("GET /", "POST /images")


def joined(pairs):
    """Repeated names have one value, with commas between theirs."""
    values = {}
    for name, value in pairs:
        values[name] = f"{values[name]},{value}" if name in values else value
    return values


def event(method, target, headers, body, request_id, stage="$default"):
    """Bodies of other types than text and JSON become Base64.

    `target` is the path, which begins with the stage if it has a name, and the query; `headers` are pairs.
    """
    address = urlsplit(target)
    route = f"{method} {address.path.removeprefix(f'/{stage}') or '/'}"
    fields = joined((name.lower(), value) for name, value in headers)
    is_text = fields.get("content-type", "").startswith(("text/", "application/json"))
    return {
        "version": "2.0", "routeKey": route, "rawPath": address.path, "rawQueryString": address.query, "headers": fields,
        "queryStringParameters": joined(parse_qsl(address.query, keep_blank_values=True)),
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "domainName": "api.example", "requestId": request_id,
            "http": {"method": method, "path": address.path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1"},
            "routeKey": route, "stage": stage, "timeEpoch": 1700000000000},
        "body": body.decode(errors="replace") if is_text else base64.b64encode(body).decode(),
        "isBase64Encoded": not is_text,
    }
