"""Parts of a page that run alone: a click in one of them must not outlive the roles with which it was drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, overload

import streamlit as st

from diagnostic.app import state

P = ParamSpec("P")
R = TypeVar("R")


@overload
def fragment(work: Callable[P, R], *, run_every: float | str | None = None) -> Callable[P, R]: ...


@overload
def fragment(
    work: None = None, *, run_every: float | str | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def fragment(
    work: Callable[P, R] | None = None, *, run_every: float | str | None = None
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a fragment that has the whole page drawn anew once the person's roles have changed.

    Use it in place of ``st.fragment``: that one would go on with what the page was given when it was drawn.
    """

    def made(work: Callable[P, R]) -> Callable[P, R]:
        @wraps(work)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if state.roles_changed():
                st.rerun(scope="app")
            return work(*args, **kwargs)

        return st.fragment(checked, run_every=run_every)

    return made if work is None else made(work)
