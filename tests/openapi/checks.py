"""What schemathesis is told of this API: which server errors are Logto's own, and what not to ask for.

A real Logto answers 500 where its database refuses what its schema let through. The mock copies those that were
measured, and no other may come.
"""

import schemathesis

# What PostgreSQL's `timestamptz` can hold, in milliseconds since 1970.
EARLIEST, LATEST = -210_866_803_200_000, 9_224_318_015_999_999


def holds_nul(value: object) -> bool:
    """Whether a NUL stands in any text: PostgreSQL keeps none."""
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(inside) for key, inside in value.items())
    if isinstance(value, list):
        return any(holds_nul(inside) for inside in value)
    return isinstance(value, str) and "\0" in value


def out_of_time(value: object) -> bool:
    """Whether a time is beyond what PostgreSQL can hold."""
    try:
        return not EARLIEST <= float(value) <= LATEST  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False


def reason_of_logtos(case: schemathesis.Case) -> str | None:
    """Why a real Logto answers this call with 500, if it does."""
    body = case.body if isinstance(case.body, dict) else {}
    if holds_nul(case.body) or holds_nul((case.query or {}).get("search")):
        return "a NUL in a text"
    if case.method == "PATCH" and body.get("tenantId") not in (None, "default"):
        return "another tenant's id"
    if out_of_time(body.get("createdAt")) or out_of_time(body.get("expiresAt")):
        return "a time beyond the database's"
    if case.path == "/api/applications" and body.get("type") == "Protected":
        return "a protected application, which only Logto's cloud has"
    if case.path == "/api/organization-invitations" and body.get("messagePayload"):
        return "a message, for which there is no connector"
    if any(out_of_time((case.query or {}).get(bound)) for bound in ("start_time", "end_time")):
        return "a bound beyond the database's"
    return None


@schemathesis.hook
def before_call(ctx: object, case: schemathesis.Case, kwargs: object) -> None:
    """Asks for no faults of Logto's APIs: every call after that would be answered with them."""
    if case.path == "/__mock/faults" and isinstance(case.body, dict):
        case.body.pop("api", None)


@schemathesis.check
def no_server_error_but_logtos(ctx: object, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """Lets a 500 pass only where a real Logto was seen to answer with it."""
    if response.status_code >= 500:
        assert reason_of_logtos(case), "a server error that no recording shows"
