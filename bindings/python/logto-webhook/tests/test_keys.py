"""Keys: which are taken, which are refused, and that none is ever shown."""

from __future__ import annotations

from typing import Any

import pytest

from logto_webhook import SIGNING_KEY_VARIABLE, SignatureError, SigningKey, SigningKeyError, Webhook
from recordings import KEY, event_body, signed

BODY = event_body("User.Deleted")
OLD = "OldKeyOfAHook0000000000000000001"


@pytest.mark.parametrize(
    "keys",
    [(KEY,), (SigningKey(KEY),), ([KEY],), ((KEY, OLD),), (iter([OLD, SigningKey(KEY)]),), (OLD, KEY)],
    ids=["text", "key", "list", "tuple", "iterator", "several"],
)
def test_one_or_several_are_taken(keys: Any) -> None:
    assert Webhook(*keys).verify(signed(BODY), BODY).name == "User.Deleted"


def test_the_key_that_matched_is_told() -> None:
    webhook = Webhook(SigningKey(OLD, name="old"), SigningKey(KEY, name="new", hook="3x48h88z6wbqkd6iezzn7"))
    key = webhook.verify(signed(BODY), BODY).key
    assert key is not None
    assert (key.index, key.name, key.hook) == (1, "new", "3x48h88z6wbqkd6iezzn7")
    assert key == webhook.verify(signed(BODY), BODY).key


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        (("",), "signing_key_empty"),
        ((" \n",), "signing_key_empty"),
        ((None,), "signing_key_empty"),
        (([],), "signing_key_empty"),
        (([KEY, None],), "signing_key_empty"),
        (([KEY, ""],), "signing_key_empty"),
        ((KEY + "\n",), "signing_key_whitespace"),
        ((" " + KEY,), "signing_key_whitespace"),
        (([KEY] * 17,), "signing_keys_too_many"),
        (tuple([KEY] * 17), "signing_keys_too_many"),
    ],
)
def test_without_a_key_there_is_no_verifier(monkeypatch: pytest.MonkeyPatch, keys: Any, code: str) -> None:
    monkeypatch.setenv(SIGNING_KEY_VARIABLE, KEY)
    with pytest.raises(SigningKeyError) as raised:
        Webhook(*keys)
    assert raised.value.code == code
    assert isinstance(raised.value, ValueError)


def test_an_endless_list_of_keys_ends() -> None:
    def endless() -> Any:
        while True:
            yield KEY

    with pytest.raises(SigningKeyError, match="signing_keys_too_many"):
        Webhook(endless())


@pytest.mark.parametrize("key", [b"bytes", bytearray(b"bytes"), 7, object(), [KEY, 7], [[KEY]], {"old": KEY}])
def test_what_is_no_key_is_a_type_error(key: Any) -> None:
    for make in (Webhook, SigningKey):
        with pytest.raises(TypeError, match=r"SigningKey\.from_bytes"):
            make(key)


def test_a_key_that_nobody_set_is_empty() -> None:
    with pytest.raises(SigningKeyError, match="signing_key_empty"):
        SigningKey(None)  # type: ignore[arg-type]


def test_text_that_has_no_bytes_is_refused_and_not_repeated() -> None:
    for make in (Webhook, SigningKey):
        with pytest.raises(ValueError, match="cannot be encoded as UTF-8") as refused:
            make(KEY + "\ud800")
        assert KEY not in str(vars(refused.value)) + str(refused.value.args) + str(refused.value.__cause__)
        assert not isinstance(refused.value, UnicodeError), "which holds the text"


def test_without_an_argument_the_environment_has_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SIGNING_KEY_VARIABLE, KEY)
    assert Webhook().verify(signed(BODY), BODY).name == "User.Deleted"
    monkeypatch.delenv(SIGNING_KEY_VARIABLE)
    with pytest.raises(SigningKeyError, match=f"is {SIGNING_KEY_VARIABLE} set"):
        Webhook()


def test_keys_are_replaced_while_it_runs(webhook: Webhook) -> None:
    webhook.replace_keys([SigningKey(OLD)])
    with pytest.raises(SignatureError):
        webhook.verify(signed(BODY), BODY)
    with pytest.raises(SigningKeyError):
        webhook.replace_keys([])
    assert webhook.verify(signed(BODY, OLD), BODY).name == "User.Deleted", "what fails changes nothing"


def test_raw_bytes_are_a_key_by_another_name() -> None:
    key = SigningKey.from_bytes(b"\xff with white space \n")
    assert Webhook(key).verify(key.sign(BODY), BODY).name == "User.Deleted"


def test_no_key_is_shown(webhook: Webhook) -> None:
    key = SigningKey(KEY, name="2026-11")
    for shown in (repr(key), str(key), repr(webhook), repr(webhook.verify(key.sign(BODY), BODY))):
        assert KEY not in shown
    assert repr(key) == "SigningKey(name='2026-11', hook=None)"
