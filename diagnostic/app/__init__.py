"""The Streamlit app. Pages draw and pass on; no rule of the domain lives here."""
