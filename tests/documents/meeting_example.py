"""A meeting with much to report, in three languages and with texts that look like markup; and one with nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

from diagnostic.documents.minutes import (
    Action,
    AgreedAnswer,
    Decision,
    ForTheRecord,
    Held,
    Meeting,
    Parked,
    Release,
)
from diagnostic.documents.sheet import Band, Bands

MADE_AT = datetime(2026, 10, 13, 8, 5, tzinfo=UTC)
#: Texts that are code in one program or another.
HOSTILE = (
    "<b>bold</b> & <w:p/>",
    "#let x = 1; #set page(fill: red)",
    "$a^2$ costs 5 $",
    "@label *star* _under_ `code`",
    "=1+1",
    "= Heading // comment /* more */",
    "\\u{1F600} ~ -- --- [#panic()]",
)
ARABIC = "هيئة الجمارك"
LONG = (
    "The joint instruction of 2024 fixes who plans, who leads and who reports at the three sites that carry most of "
    "the traffic; at the fourth, the port of Saint-Étienne-du-Rouvray, officers still work by word of mouth. "
)
ANCHOR, MARK = "9f86d081884c7d659a2feaa0c55ad015", "2c26b46b68ffc68ff99b453c1d304134"

NAMES = (
    ("Memorandum of understanding", "A.1"),
    ("Exchange of information", "A.2.1"),
    ("Joint risk analysis", "A.3.1"),
    ("Joint operations", "A.4.1"),
    ("Joint investigations", "A.6"),
    ("Referral of cases", "A.7.2"),
    ("Sharing of resources", "A.13"),
    ("Liaison officers", "A.14.1"),
    ("Training by Customs", "A.15.1"),
    ("Training by Police", "A.16.1"),
    ("Recognition", "A.19"),
    (HOSTILE[0], "A.99"),
)

BUSY = Held(
    Meeting(
        committee="National Committee of Freedonia",
        scope="Ports, airports and land borders",
        title="Opening of the sealed answers",
        held_on=date(2026, 10, 12),
        place="Palais des Douanes, salle Éluard",
        chair="Mme Amélie Nguyễn-Çelik, Deputy Director General",
        present=("Head of investigations, Police", f"{ARABIC} (2)"),
        absent=("Head of the drugs unit",),
        next_on=date(2027, 1, 18),
        next_place="Police headquarters",
    ),
    "Freedonia Customs & Excise",
    "هيئة الشرطة",
    "Freedonia (fictional)",
    "2026",
    agreed=tuple(
        AgreedAnswer(
            name,
            code,
            f"level {1 + place % 5}",
            "Don’t know",
            f"level {5 - place % 5}",
            reason=LONG * 8 if place == 3 else HOSTILE[place % len(HOSTILE)],
            dissent=f"{ARABIC} (3) holds that level 2 is right." if place == 1 else "",
            decided_by="Chair, after a vote" if place % 2 else "",
        )
        for place, (name, code) in enumerate(NAMES)
    ),
    decisions=(
        Decision("2026/1", "Sign the protocol by the end of the year.", LONG),
        Decision(
            "2026/2",
            f"Ask for a legal basis. {LONG}",
            escalated_to="The ministers of Finance and of the Interior",
            escalated_why="Neither agency can change the law.",
        ),
        Decision("2026/3", "Name two liaison officers each.", concerns=("Liaison officers A.14.1",)),
        Decision("2026/4", HOSTILE[1]),
        Decision("2026/5", '=HYPERLINK("http://example.org")', answer="Agreed.", answered_on=date(2026, 10, 30)),
        Decision("2026/6", "اعتماد خطة التدريب المشتركة لعام 2027"),
    ),
    actions=tuple(
        Action(
            f"Action with {HOSTILE[place % len(HOSTILE)]}",
            f"2026/{place + 11}",
            owner="François Lefèvre-Bourgoin" if place % 3 else "",
            due_on=date(2026, 11, 1 + place) if place % 4 else None,
            status="Under way",
            note="Waits for the budget." if place == 2 else "",
            concerns=("decision 2026/1",),
        )
        for place in range(8)
    ),
    parked=(Parked("Undercover agents", "A.11", "The custodians were absent", "next meeting"), Parked("Powers", "A.9")),
    notes=f"The chair opened the meeting.\r\nAll had the agenda.\n\n{LONG}\n\nأشار ممثل الشرطة إلى المادة 4.",
    profile="Agreed: level 2 to 3 on the continuum.",
    bands=Bands((Band("As claimed", 2, 3), Band("Powers", None, None, "not applicable"))),
    record=ForTheRecord(
        ANCHOR,
        datetime(2026, 10, 12, 11, 40, tzinfo=UTC),
        (Release("Freedonia Customs & Excise", MARK),),
        ("cooperation handbook-2018/1",),
    ),
)

BARE = Held(Meeting(), "Customs", "Police", "Sylvania", "2026")
