"""The front door: ``streamlit run streamlit_app.py``. Streamlit looks for this very call in this file."""

import streamlit as st

from diagnostic.app.server import MIDDLEWARE, SCRIPT, warm_up

app = st.App(SCRIPT, middleware=MIDDLEWARE, lifespan=warm_up)
