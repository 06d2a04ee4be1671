"""AWS Lambda has no socket: what API Gateway and function URLs hand over is called with."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

import logto_webhook.aws_lambda
from logto_webhook import SIGNATURE_HEADER, Delivery
from recordings import event_body, signed
from site_of_tests import TEST, USER_CREATED, Setup, Site

HEADERS = {"Content-Type": "application/json"}


def rest_api(body: Any, method: str = "POST", *, signature: str | None) -> dict[str, Any]:
    """Make what API Gateway's REST API hands over: headers in any case, once and as lists."""
    headers = HEADERS | ({"Logto-Signature-Sha-256": signature} if signature else {})
    lists = {name: [value] for name, value in headers.items()}
    event = {"version": "1.0", "httpMethod": method, "headers": headers, "multiValueHeaders": lists}
    return event | {"body": body, "isBase64Encoded": False}


def http_api(body: Any, method: str = "POST", *, signature: str | None) -> dict[str, Any]:
    """Make what API Gateway's HTTP API and a function URL hand over: headers in lower case."""
    headers = {name.lower(): value for name, value in HEADERS.items()}
    headers |= {SIGNATURE_HEADER: signature} if signature else {}
    context = {"http": {"method": method, "path": "/webhook", "sourceIp": "192.0.2.1"}}
    return {"version": "2.0", "headers": headers, "requestContext": context, "body": body, "isBase64Encoded": False}


def in_base64(event: dict[str, Any]) -> dict[str, Any]:
    return event | {"body": b64encode(event["body"].encode()).decode(), "isBase64Encoded": True}


@pytest.fixture
def site() -> Site:
    return Site(Setup())


@pytest.fixture
def handler(site: Site) -> Any:
    @logto_webhook.aws_lambda.webhook(**site.options)
    def handler(delivery: Delivery, context: Any) -> Any:
        assert context == "context"
        status = site.work(delivery)
        return None if status is None else {"statusCode": status}

    return handler


@pytest.mark.parametrize("version", [rest_api, http_api])
@pytest.mark.parametrize("coded", [dict, in_base64])
def test_a_genuine_delivery_reaches_the_handler(site: Site, handler: Any, version: Any, coded: Any) -> None:
    event = coded(version(USER_CREATED.decode(), signature=signed(USER_CREATED)))
    assert handler(event, "context") == {"statusCode": 204}
    assert site.seen[0].raw == USER_CREATED
    assert site.outcome().kind == "delivered"


@pytest.mark.parametrize("version", [rest_api, http_api])
@pytest.mark.parametrize(
    ("body", "method", "signature", "code", "status"),
    [
        (USER_CREATED.decode(), "POST", None, "signature_missing", 401),
        (USER_CREATED.decode(), "POST", "00" * 32, "signature_mismatch", 401),
        ({"event": "User.Created"}, "POST", "00" * 32, "body_already_parsed", 500),
        (7, "POST", "00" * 32, "body_not_bytes", 500),
        (None, "GET", "00" * 32, "redirected_delivery", 405),
        (None, "DELETE", None, "method_not_allowed", 405),
    ],
)
def test_a_refusal_tells_its_code(
    site: Site, handler: Any, version: Any, body: Any, method: str, signature: str | None, code: str, status: int
) -> None:
    answer = handler(version(body, method, signature=signature), "context")
    assert (answer["statusCode"], answer["body"]) == (status, f'{{"error":{{"code":"{code}"}}}}')
    assert answer["headers"]["logto-webhook-error"] == code
    assert site.outcome().code == code


def test_two_signatures_are_told_from_one(handler: Any) -> None:
    event = rest_api(USER_CREATED.decode(), signature=signed(USER_CREATED))
    event["multiValueHeaders"]["Logto-Signature-Sha-256"].append("00" * 32)
    assert handler(event, "context")["headers"]["logto-webhook-error"] == "signature_ambiguous"


def test_what_is_no_base64_is_no_body(handler: Any) -> None:
    event = rest_api("{not base64}", signature=signed(USER_CREATED)) | {"isBase64Encoded": True}
    assert handler(event, "context")["headers"]["logto-webhook-error"] == "body_incomplete"


def test_an_event_that_is_no_request_is_refused(handler: Any) -> None:
    assert handler({}, "context")["statusCode"] == 405


def test_a_test_payload_reaches_no_handler(site: Site, handler: Any) -> None:
    answer = handler(http_api(TEST.decode(), signature=signed(TEST)), "context")
    assert (answer["statusCode"], answer["body"], site.seen) == (200, "", [])


def test_how_the_handler_ended_is_told(site: Site, handler: Any) -> None:
    body = event_body("Role.Created")
    answer = handler(http_api(body.decode(), signature=signed(body)), "context")
    assert answer == {"statusCode": 404, "headers": {"logto-webhook-error": "handler_failed"}}
    assert site.outcome().code == "handler_failed"

    body = event_body("Scope.Created")
    with pytest.raises(RuntimeError):
        handler(http_api(body.decode(), signature=signed(body)), "context")
    assert "it raised RuntimeError" in str(site.outcome().error)

    body = event_body("User.Deleted")
    assert handler(http_api(body.decode(), signature=signed(body)), "context")["statusCode"] == 200
