"""The app: appearance, navigation, and a clear page when the database or the content cannot be used."""

from __future__ import annotations

from html import escape
from pathlib import Path

import streamlit as st

from diagnostic.app import markup, state
from diagnostic.content.faults import Refused
from diagnostic.storage import DatabaseRefused, StorageFailed

_HERE = Path(__file__).parent
_ICON = str(_HERE / "icon.png")


def main() -> None:
    """Draw the page that the address asks for."""
    # No title here: each page gives the window its own.
    st.set_page_config(page_icon=_ICON, layout="wide")
    markup.put(f"<style>{_style()}</style>")
    pages = [
        st.Page(str(_HERE / "app_pages" / f"{file}.py"), title=title, url_path=path, default=not path)
        for file, title, path in (
            ("start", "Your assessments", ""),
            ("questions", "Questions", "questions"),
            ("review", "Review", "review"),
            ("results", "Results", "results"),
            ("next_steps", "What to do next", "next-steps"),
        )
    ]
    hidden = [
        st.Page(str(_HERE / "app_pages" / f"{file}.py"), title=title, url_path=path, visibility="hidden")
        for file, title, path in (
            ("new", "Start a new assessment", "new"),
            ("open_file", "Open an assessment file", "open-file"),
            ("change", "Target and context", "change"),
        )
    ]
    page = st.navigation([*pages, *hidden])
    _renew_after_restart()
    try:
        state.desk()
    except DatabaseRefused as refused:
        _cannot_start("The database cannot be used", str(refused))
    except Refused as refused:
        _cannot_start("The questionnaires cannot be used", "\n".join(map(str, refused.faults)))
    try:
        page.run()
    except StorageFailed as failed:
        markup.put(f'<div class="alert" role="alert">{escape(str(failed))}</div>')
        st.button("Try again")


def _cannot_start(title: str, why: str) -> None:
    st.title(title, anchor=False)
    markup.put(f'<div class="alert pre" role="alert">{escape(why)}</div>')
    st.button("Try again", type="primary")
    st.stop()


def _renew_after_restart() -> None:
    """Run the page anew when the browser has found the server again.

    After a restart the server knows no fragment of this page: the next answer would be dropped in
    silence while the page still says "Saved". A full run makes the page true again; until it is
    through, the page takes no answer.
    """
    st.button("Renew the page", key="renew")
    st.html(
        """<style>.st-key-renew{display:none}</style>
        <script>(()=>{if(window.cpdiagWatch)return;window.cpdiagWatch=true;
        const app=document.querySelector("[data-testid=stApp]");
        const state=name=>app.getAttribute("data-test-"+name+"-state");
        const hold=on=>document.querySelectorAll("[data-testid=stMain],[data-testid=stSidebar]").forEach(e=>e.inert=on);
        let lost=false,asked=false,ran=false;
        const check=()=>{
          if(state("connection")!=="CONNECTED"){lost=true;asked=ran=false;hold(true);return}
          if(lost){lost=false;asked=true;const b=document.querySelector(".st-key-renew button");if(b)b.click();
            setTimeout(()=>{if(asked&&!lost){asked=false;hold(false)}},10000);return}
          if(asked&&state("script")==="running")ran=true;
          if(asked&&ran&&state("script")==="notRunning"){asked=ran=false;hold(false)}};
        new MutationObserver(check).observe(app,{attributes:true});})()</script>""",
        unsafe_allow_javascript=True,
    )


def _style() -> str:
    return (_HERE / "style.css").read_text(encoding="utf-8")


main()
