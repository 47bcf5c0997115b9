"""The guard: what is refused, with which status, and that nothing else can come of bad input."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guard import MAX_BODY, Refused, check_content_type, check_local_service_url, read_activity
from bot.scope import document_key, kind_of
from bot.wire import to_activity
from tests.chat import ACTIVITIES, captured

NAMES = sorted(path.stem for path in ACTIVITIES.glob("*.json"))
MESSAGE = captured("playground-msteams-personal-message")


def raw(**changes: Any) -> bytes:
    """A real message with some fields changed."""
    return json.dumps({**MESSAGE, **changes}).encode()


def status_of(body: bytes) -> int:
    """The status with which a body is refused."""
    with pytest.raises(Refused) as refused:
        read_activity(body)
    assert "\n" not in refused.value.reason
    return refused.value.status


@pytest.mark.parametrize("name", NAMES)
def test_real_activities_pass(name: str) -> None:
    activity = captured(name)
    if name == "offline-directline-none-message":
        assert status_of(json.dumps(activity).encode()) == 400  # names no recipient
    else:
        to_activity(read_activity(json.dumps(activity).encode()))


@pytest.mark.parametrize("content_type", ["text/plain", "application/octet-stream", "multipart/form-data", ""])
def test_other_content_types_are_refused(content_type: str) -> None:
    with pytest.raises(Refused) as refused:
        check_content_type(content_type)
    assert refused.value.status == 415
    check_content_type("application/json")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b"null",
        b"1",
        b"\xff\xfe",
        b'{"type": NaN}',
        b'{"type": ' + b"1" * 5000 + b"}",
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b"[" * 100_000,
        raw(value=json.loads("[" * 70 + "]" * 70)),
        raw(text="\ud800"),
        raw(conversation={"id": "\udfff"}),
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    assert status_of(body) == 400


def test_a_large_body_is_refused() -> None:
    assert status_of(b" " * (MAX_BODY + 1)) == 413
    assert read_activity(raw().ljust(MAX_BODY))["text"] == "card"


@pytest.mark.parametrize(
    "changes",
    [
        {"type": None},
        {"type": ""},
        {"type": 5},
        {"text": {"a": 1}},
        {"channelId": None},
        {"channelId": ["msteams"]},
        {"serviceUrl": None},
        {"conversation": None},
        {"conversation": "x"},
        {"conversation": {}},
        {"conversation": {"id": 5}},
        {"conversation": {"id": "a", "conversationType": 1}},
        {"from": None},
        {"from": {"name": "x"}},
        {"from": []},
        {"from": {"id": "a", "aadObjectId": {}}},
        {"recipient": None},
        {"recipient": {"id": ""}},
        {"id": 5},
        {"replyToId": []},
        {"entities": {}},
        {"entities": ["mention"]},
        {"entities": [{"type": 1}]},
        {"entities": [{"type": "mention", "text": []}]},
        {"membersAdded": "bot"},
        {"membersAdded": [None]},
        {"membersRemoved": [{"id": 1}]},
        {"deliveryMode": "expectReplies"},
        {"deliveryMode": ["normal"]},
        {"deliveryMode": 1},
    ],
    ids=str,
)
def test_wrong_and_missing_fields_are_refused(changes: dict[str, Any]) -> None:
    assert status_of(raw(**changes)) == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"timestamp": "yesterday"},
        {"suggestedActions": []},
        {"text": None},
        {"channelData": 5},
        {"value": [1]},
        {"entities": None},
        {"deliveryMode": "normal"},
    ],
    ids=str,
)
def test_fields_that_are_not_used_may_be_anything(changes: dict[str, Any]) -> None:
    assert document_key(to_activity(read_activity(raw(**changes)))) is not None


@pytest.mark.parametrize("conversation", [{"id": "a", "isGroup": "x"}, {"id": "a", "isGroup": []}])
def test_what_only_the_sdk_cannot_read_is_refused(conversation: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        to_activity(read_activity(raw(conversation=conversation)))
    assert refused.value.status == 400


def test_events_need_no_sender() -> None:
    event = captured("offline-directline-none-conversationUpdate")
    del event["from"]
    assert kind_of(to_activity(read_activity(json.dumps(event).encode()))) is None


@pytest.mark.parametrize(
    "url",
    [
        "localhost:3978",
        "ftp://localhost",
        "http://",
        "http:///x",
        "http://localhost:99999",
        "http://localhost:port",
        "http://user@localhost",
        "http://localhost#x",
        "http://localhost?x",
        "http://localhost\\@evil.example",
        "http://local host",
        "http://localhost\n",
        "http://[::1",
        "file:///etc/passwd",
        "http://localhost/" + "x" * 1000,
    ],
)
def test_odd_service_urls_are_refused(url: str) -> None:
    assert status_of(raw(serviceUrl=url)) == 400


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:56150/_connector",
        "http://LOCALHOST:5005",
        "http://127.0.0.1:5005/",
        "http://127.8.9.1",
        "https://[::1]:1",
    ],
)
def test_local_mode_replies_to_this_machine(url: str) -> None:
    check_local_service_url(read_activity(raw(serviceUrl=url)))


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/emea/",
        "http://10.0.0.1",
        "http://169.254.169.254/latest",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://0.0.0.0",
        "http://[::]",
        "http://2130706433",
        "http://127.1",
        "http://[::ffff:10.0.0.1]",
    ],
)
def test_local_mode_replies_to_nobody_else(url: str) -> None:
    with pytest.raises(Refused) as refused:
        check_local_service_url(read_activity(raw(serviceUrl=url)))
    assert refused.value.status == 403


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*MESSAGE, "membersAdded", "action", "deliveryMode"]), JSON))
def test_any_field_may_be_anything_without_another_error(changes: dict[str, Any]) -> None:
    try:
        activity = to_activity(read_activity(json.dumps({**MESSAGE, **changes}).encode()))
        kind_of(activity)
        document_key(activity)
    except Refused:
        pass
