"""Makes requests of the attack tables in `tests/data/attacks`."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import time
from pathlib import Path
from typing import Any

import jwt
import yaml
from cryptography.hazmat.primitives.asymmetric import ec

from tests.issuer import APP, ISSUER, private_key, public_pem

_FOLDER = Path(__file__).parents[1] / "data" / "attacks"
Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    """The rows of a table."""
    rows: list[Case] = yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return rows


def authorization(case: Case, service_url: str) -> list[tuple[str, str]]:
    """The Authorization headers of a token case."""
    if "headers" in case:
        return []
    if "header" in case:
        return [("Authorization", case["header"])]
    if "header_length" in case:
        return [("Authorization", "Bearer " + "a" * case["header_length"])]
    scheme = case.get("scheme", "Bearer")
    value = f"{scheme} {_token(case, service_url)}".strip() + case.get("suffix", "")
    return [("Authorization", value)] * (2 if case.get("twice") else 1)


def changed(activity: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """An activity with values put at dotted paths; None removes."""
    made = copy.deepcopy(activity)
    for path, value in changes.items():
        *parents, last = path.split(".")
        owner = made
        for name in parents:
            owner = owner[name]
        if value is None:
            owner.pop(last, None)
        else:
            owner[last] = value
    return made


def body(case: Case, activity: dict[str, Any]) -> bytes:
    """The bytes of a malformed request's body."""
    if "text" in case:
        return str(case["text"]).encode()
    if "hex" in case:
        return bytes.fromhex(case["hex"])
    if "repeat" in case:
        begin, part, times, end = case["repeat"]
        return str(begin + part * times + end).encode()
    if "json_set" in case:
        return json.dumps({**activity, **json.loads(case["json_set"])}).encode()
    if "deep" in case:
        return json.dumps({**activity, "value": json.loads("[" * case["deep"] + "]" * case["deep"])}).encode()
    if "long" in case:
        return json.dumps(changed(activity, {case["long"]: "a" * 100_000})).encode()
    plain = json.dumps(changed(activity, case.get("set", {}))).encode()
    match case.get("packed"):
        case "gzip broken":
            return gzip.compress(plain)[:-20]
        case "bomb":
            return gzip.compress(b'{"text": "' + b"x" * 20_000_000 + b'"}')
    return plain


def _token(case: Case, service_url: str) -> str:
    claims = {"iss": ISSUER, "aud": APP, "serviceurl": service_url, "nbf": ["now", -10], "exp": ["now", 3600]}
    claims = {name: _at(value) for name, value in {**claims, **case.get("claims", {})}.items() if value is not None}
    payload = case["payload"].encode() if "payload" in case else json.dumps(claims).encode()
    key = case.get("key", "first")
    jose = {"typ": "JWT", "kid": key, **case.get("jose", {})}
    if case.get("own_key"):
        jose["jwk"] = jwt.algorithms.RSAAlgorithm.to_jwk(private_key(key).public_key(), as_dict=True)
    token = _signed(payload, {name: value for name, value in jose.items() if value is not None}, case, key)
    head, middle, signature = token.split(".")
    if "jose_after" in case:
        head = _segment({**_read(head), **case["jose_after"]})
    match case.get("damage"):
        case "four segments":
            return f"{head}.{middle}.{signature}.{signature}"
        case "no signature":
            signature = ""
        case "half a signature":
            signature = signature[: len(signature) // 2]
        case "signature":
            signature = ("A" if signature[0] != "A" else "B") + signature[1:]
        case "payload":
            middle = _segment({**_read(middle), "exp": int(time.time()) + 7200})
        case "head":
            head = _segment({**_read(head), "typ": "at+jwt"})
    return f"{head}.{middle}.{signature}"


def _signed(payload: bytes, jose: dict[str, Any], case: Case, key: str) -> str:
    name = case.get("alg", "RS256")
    if name == "none":
        return f"{_segment({'alg': 'none', **jose})}.{_encoded(payload)}."
    algorithm, _, secret = name.partition(" ")
    used: Any
    if algorithm == "HS256":  # PyJWT refuses to sign so; an attacker does not
        used = {"": public_pem("first"), "empty": b"", "app id": APP.encode()}[secret]
        algorithms: Any = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    else:
        used = ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else private_key(key)
        algorithms = jwt.get_algorithm_by_name(algorithm)
    signed = f"{_segment({'alg': algorithm, **jose})}.{_encoded(payload)}"
    return f"{signed}.{_encoded(algorithms.sign(signed.encode(), used))}"


def _at(value: Any) -> Any:
    return int(time.time()) + value[1] if isinstance(value, list) and value[0] == "now" else value


def _segment(value: dict[str, Any]) -> str:
    return _encoded(json.dumps({name: item for name, item in value.items() if item is not None}).encode())


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _read(segment: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4)))
    return value
