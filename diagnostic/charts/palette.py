"""The colours of charts and bands, light and dark. Contrast was measured; see the tokens' names for their use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #RRGGBB. ``levels``: fill of levels 1 to 5; ``on_levels``: the text on them."""

    page: str
    surface: str
    ink: str
    muted: str
    line: str
    hair: str
    accent: str
    customs: str
    police: str
    agreed: str
    error: str
    saved: str
    look_again: str
    levels: tuple[str, str, str, str, str]
    on_levels: tuple[str, str, str, str, str]

    def voice(self, name: str) -> str:
        """Return the colour of a voice."""
        return {"customs": self.customs, "police": self.police}.get(name, self.agreed)


LIGHT = Palette(
    page="#FFFFFF",
    surface="#F3F5F6",
    ink="#14202B",
    muted="#4F5B66",
    line="#75818C",
    hair="#D5DBE0",
    accent="#005F73",
    customs="#A84B00",
    police="#4A3FA8",
    agreed="#14202B",
    error="#B3261E",
    saved="#1B6640",
    look_again="#8A4B00",
    levels=("#F4EAD8", "#AACAB1", "#53A8A7", "#007F94", "#00567A"),
    on_levels=("#14202B", "#14202B", "#14202B", "#FFFFFF", "#FFFFFF"),
)

DARK = Palette(
    page="#12181F",
    surface="#1D262F",
    ink="#EEF2F4",
    muted="#B4BFC8",
    line="#7C8A96",
    hair="#36424D",
    accent="#8AD3DC",
    customs="#F2A65A",
    police="#B3ABF5",
    agreed="#F4F6F7",
    error="#FF9A91",
    saved="#7FD0A2",
    look_again="#F2A65A",
    levels=("#473F32", "#4C6754", "#42908E", "#66B6CA", "#BBDCED"),
    on_levels=("#FFFFFF", "#FFFFFF", "#0B1117", "#0B1117", "#0B1117"),
)
