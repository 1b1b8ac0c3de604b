"""On the review page: the exchange with the other agency's own copy of the program, step by step."""

from __future__ import annotations

from html import escape

import streamlit as st

from diagnostic.answers.sealing import in_groups
from diagnostic.app import markup, trying
from diagnostic.exchange.bundle import is_encrypted
from diagnostic.service import exchanging
from diagnostic.service.desk import Desk
from diagnostic.service.exchanging import Exchange
from diagnostic.storage import Record


def show(desk: Desk, record: Record) -> None:
    """Draw where the exchange stands, and the one thing that can be done next. Nothing once both are open."""
    voice = desk.acting(record)
    if record.stages[voice] == "opened":
        _seals(desk, record)
        return
    if not desk.allowed("exchange", voice, record):
        return
    now = exchanging.standing(desk, record)
    if now.together:
        return
    other = record.pair.name(now.other)
    part = st.expander(f"{other} uses a copy of its own", key="exchange", expanded=now.theirs is not None)
    with part:
        markup.put(
            "<p>Two agencies that share no server can still open together. Each releases in its own copy and tells the "
            "other the fingerprint of its answers, by telephone or on paper. A fingerprint says nothing of the "
            "answers, but shows later that none was changed. Then each sends its answers as a bundle.</p>"
        )
        _begin(desk, record, other)
        _own(record, now)
        _theirs(desk, record, now, other)
        _bundle(desk, record, now, other)
        _receive(desk, record, now, other)


def _seals(desk: Desk, record: Record) -> None:
    part = st.expander("The seals of both releases", key="seals", on_change="rerun")
    if not part.open:
        return
    with part:
        seals = exchanging.opened_seals(desk, record)
        if not seals:
            markup.put("<p>These answers were released before releases were sealed.</p>")
        for seal in seals:
            said = (
                "The answers as they were released fit this fingerprint."
                if seal.whole
                else "The answers as they were released do not fit this fingerprint any more."
            )
            markup.put(f"<p><b>{escape(record.pair.name(seal.voice))}.</b> {said}</p>")
            st.code(f"{in_groups(seal.fingerprint)}\nNonce: {in_groups(seal.nonce)}", language=None, wrap_lines=True)
        if seals:
            markup.put(
                '<p class="meta">HMAC-SHA-256 over what each agency released, with the nonce as its key. The nonce was '
                "secret until both were opened, so that nobody could guess the answers from the fingerprint.</p>"
            )


def _begin(desk: Desk, record: Record, other: str) -> None:
    _step(1, f"{other} starts from the same assessment: send it this file without answers, to be opened there.")
    st.download_button(
        "Save the start file",
        data=lambda: exchanging.invitation(desk, record.id).encode(),
        file_name=f"{record.country}-start.yaml",
        mime="application/yaml",
        on_click="ignore",
        key="exchange_start",
    )


def _own(record: Record, now: Exchange) -> None:
    own = record.pair.name(now.voice)
    if now.own is None:
        _step(2, f"Release the answers of {own} above. Their fingerprint then stands here.")
        return
    _step(2, f"Tell this fingerprint of the answers of {own}, on another way than the bundle will take:")
    st.code(in_groups(now.own), language=None, wrap_lines=True)


def _theirs(desk: Desk, record: Record, now: Exchange, other: str) -> None:
    if now.theirs is not None:
        _step(3, f"Recorded as the fingerprint of the answers of {other}:")
        st.code(in_groups(now.theirs), language=None, wrap_lines=True)
        return
    _step(3, f"Record the fingerprint that {other} tells you.")
    st.text_input(f"Fingerprint of the answers of {other}", key="exchange_fingerprint", max_chars=200)
    st.button("Record it", key="exchange_record", on_click=_record, args=(desk, record.id))


def _bundle(desk: Desk, record: Record, now: Exchange, other: str) -> None:
    if now.own is None or now.theirs is None:
        _step(4, "Once both fingerprints are here, save your answers as a bundle and send it.")
        return
    _step(4, f"Save your answers for {other}. With a passphrase the file is encrypted; tell it on another way.")
    phrase = st.text_input("Passphrase, at least 8 characters", type="password", key="exchange_phrase")
    if 0 < len(phrase) < 8:
        markup.put('<div class="notice" role="status">This passphrase is too short to protect anything.</div>')
        return
    st.download_button(
        "Save the bundle" if phrase else "Save the bundle without encryption",
        data=lambda: exchanging.bundle(desk, record.id, phrase),
        file_name=f"{record.country}-{now.voice}.bundle",
        mime="application/json",
        on_click="ignore",
        key="exchange_bundle",
    )


def _receive(desk: Desk, record: Record, now: Exchange, other: str) -> None:
    if now.arrived:
        _step(5, f"The answers of {other} are here, and they are those whose fingerprint was told.")
        return
    if now.theirs is None:
        return
    _step(5, f"Take the bundle of {other}. It stays sealed here until both are opened.")
    sent = st.file_uploader(f"Bundle of {other}", key="exchange_file", type=["bundle", "json"])
    if sent is None:
        return
    if is_encrypted(sent.getvalue()):
        st.text_input("Passphrase of this bundle", type="password", key="exchange_their_phrase")
    args = (desk, record.id, sent.getvalue(), sent.name)
    st.button("Take the answers", type="primary", key="exchange_take", on_click=_take, args=args)


def _step(number: int, text: str) -> None:
    markup.put(f"<p><b>{number}.</b> {escape(text)}</p>")


def _record(desk: Desk, id: str) -> None:
    text = st.session_state.get("exchange_fingerprint", "")
    trying.attempt(lambda: exchanging.note_fingerprint(desk, id, text))


def _take(desk: Desk, id: str, raw: bytes, name: str) -> None:
    phrase = st.session_state.get("exchange_their_phrase", "")
    trying.attempt(lambda: exchanging.receive(desk, id, raw, name, phrase))
