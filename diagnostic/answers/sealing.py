"""The seal of a release: a fingerprint that shows later that nothing was changed after it.

HMAC-SHA-256 over canonical JSON, with a random nonce as its key. Without the nonce the fingerprint says nothing about
the answers, few as their possible values are; with it, anybody can check that these are the answers released.

Sealed is what the other agency will see. What stays with a custodian is no part of it, or the other side could not
check the seal.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from diagnostic.answers.answer import Answer, Voice
from diagnostic.answers.assessment import Assessment

FORMAT = "cpdiag-release/1"
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")
_GROUP = 8

#: Turns the answer to an item into what the other agency sees of it. Twice is as good as once.
Shared = Callable[[str, Answer], Answer]


def everything(item: str, answer: Answer) -> Answer:
    """Share an answer as it is."""
    return answer


@dataclass(frozen=True, slots=True)
class Seal:
    """What a release is sealed with. ``nonce`` (64 hexadecimal digits) stays secret until the answers are opened."""

    fingerprint: str
    nonce: str


def seal(assessment: Assessment, voice: Voice, shared: Shared = everything) -> Seal:
    """Seal the answers of a voice with a new nonce."""
    nonce = secrets.token_hex(32)
    return Seal(_digest(nonce, canonical(assessment, voice, shared)), nonce)


def verify(assessment: Assessment, voice: Voice, fingerprint: str, nonce: str, shared: Shared = everything) -> bool:
    """Whether these are the answers that were sealed."""
    if not (_FINGERPRINT.fullmatch(nonce) and _FINGERPRINT.fullmatch(fingerprint)):
        return False
    return hmac.compare_digest(_digest(nonce, canonical(assessment, voice, shared)), fingerprint)


def canonical(assessment: Assessment, voice: Voice, shared: Shared = everything) -> bytes:
    """Return what is sealed: the answers on cooperation, and which agency, pair and round they belong to.

    JSON with sorted keys, no spaces, UTF-8. The id is part of it: two copies of the program share it.
    """
    said = {item: shared(item, answer) for item, answer in assessment.voices.get(voice, {}).items()}
    content = {
        "format": FORMAT,
        "assessment": assessment.id,
        "country": assessment.country,
        "round": assessment.round,
        "pair": {"customs": assessment.pair.customs, "police": assessment.pair.police},
        "instrument": assessment.instruments.get("cooperation"),
        "voice": voice,
        "answers": {item: answer.to_data() for item, answer in said.items() if not answer.empty},
    }
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def in_groups(fingerprint: str) -> str:
    """Return a fingerprint in groups of eight digits, to be read out over the telephone."""
    return " ".join(fingerprint[start : start + _GROUP] for start in range(0, len(fingerprint), _GROUP))


def from_text(text: str) -> str | None:
    """Return a fingerprint as somebody typed or pasted it, or None if it is none."""
    joined = re.sub(r"[\s:–-]", "", text).lower()
    return joined if _FINGERPRINT.fullmatch(joined) else None


def _digest(nonce: str, content: bytes) -> str:
    return hmac.new(bytes.fromhex(nonce), content, hashlib.sha256).hexdigest()
