"""The example plan itself: the spring launch of a folding bicycle, phase by phase."""

# ruff: noqa: INP001 - beside a script, not in a package

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

STATUS_DATE: Final = date(2026, 3, 2)

MAYA, TOM, INES = "Maya Lindqvist", "Tom Okafor", "Ines Ferreira"
AISHA, BEN, CHLOE, RAJ = "Aisha Rahman", "Ben Carter", "Chloe Dubois", "Raj Patel"
KINDS: Final = ("Milestone", "Task", "Deliverable")
PRIORITIES: Final = ("Must", "Should", "Could", "Won't")
M, T, D = KINDS
MUST, SHOULD, COULD = PRIORITIES[:3]
DONE, GOING, WAITING = "Done", "In progress", "Not started"
STATUSES: Final = (WAITING, GOING, DONE, "Blocked", "At risk", "On hold", "Cancelled")

TEAM: Final = (
    (MAYA, "Project lead", "maya@apollo.example"),
    (TOM, "Engineering and assembly", "tom@apollo.example"),
    (INES, "Testing and certification", "ines@apollo.example"),
    (AISHA, "Purchasing and logistics", "aisha@apollo.example"),
    (BEN, "Marketing and events", "ben@apollo.example"),
    (CHLOE, "Dealers and training", "chloe@apollo.example"),
    (RAJ, "Finance and legal", "raj@apollo.example"),
)


class Phase(NamedTuple):
    """A section row and the things under it."""

    title: str
    items: Sequence[dict[str, Any]]


def item(
    no: int, title: str, kind: str, owner: str | None, moscow: str | None, **rest: Any
) -> dict[str, Any]:
    """One row; *rest* is by the names of the columns, days written like 27 Feb."""
    return {"no": no, "title": title, "kind": kind, "owner": owner, "moscow": moscow, **rest}


# fmt: off
DESIGN = Phase("Phase 1 · Design and approval", (
    item(1, "Project brief approved", M, MAYA, MUST,
         base="7 Nov", due="7 Nov", done="7 Nov", pct=1, status=DONE, budget=2000, spent=1800),
    # Mistake 1: replies over target, instead of the share of the work.
    item(2, "Rider survey", T, BEN, SHOULD, start="10 Nov", days=15,
         base="28 Nov", due="28 Nov", done="27 Nov", pct=1.03, status=DONE,
         kpi="412 replies", target="400 replies", budget=6000, spent=5400),
    item(3, "Sketches and colour range", T, TOM, SHOULD, start="17 Nov", days=10,
         base="28 Nov", due="28 Nov", done="28 Nov", pct=1, status=DONE, budget=8000, spent=8000),
    item(4, "Concept chosen", M, MAYA, MUST,
         base="5 Dec", due="5 Dec", done="5 Dec", pct=1, status=DONE, after="2; 3"),
    item(5, "Frame and hinge drawings", T, TOM, MUST, start="8 Dec", days=25,
         base="16 Jan", due="16 Jan", done="21 Jan", pct=1, status=DONE, after="4",
         budget=22000, spent=23400, notes="Hinge drawn twice: the first one pinched fingers"),
    item(6, "Battery supplier contract signed", M, AISHA, MUST,
         base="19 Dec", due="19 Dec", done="9 Jan", pct=1, status=DONE, after="4",
         budget=40000, spent=40000, notes="They wanted a larger deposit"),
    item(7, "First prototype", D, TOM, MUST, start="12 Jan", days=15,
         base="30 Jan", due="30 Jan", done="4 Feb", pct=1, status=DONE, after="5SS+10d; 6",
         budget=31000, spent=33500),
    item(8, "Cost of one bike agreed", M, RAJ, MUST,
         base="23 Jan", due="23 Jan", done="23 Jan", pct=1, status=DONE, after="5",
         notes="742 pounds at 5,000 bikes a year"),
    item(9, "Sales plan for year one", D, BEN, SHOULD,
         base="30 Jan", due="30 Jan", done="29 Jan", pct=1, status=DONE, after="8",
         budget=4000, spent=3600),
    item(10, "Trade mark registered", M, RAJ, SHOULD,
         base="11 Mar", due="13 Mar", status="At risk", risk="2 x 4",
         plan_b="Sell as Apollo Fold abroad", budget=3500, spent=2900,
         notes="An objection from Spain; our answer is due on the 9th"),
    item(11, "Design freeze", M, MAYA, MUST,
         base="6 Feb", due="6 Feb", done="10 Feb", pct=1, status=DONE, after="7FS+2d; 8"),
    item(12, "Phase 1 review held", M, MAYA, MUST,
         base="12 Feb", due="12 Feb", done="12 Feb", pct=1, status=DONE, after="Design freeze"),
))

BUILD = Phase("Phase 2 · Build and test", (
    item(13, "Motors and hubs ordered", T, AISHA, MUST, start="26 Jan", days=10,
         base="6 Feb", due="6 Feb", done="6 Feb", pct=1, status=DONE, after="6",
         budget=84000, spent=81500),
    item(14, "Frame moulds", T, TOM, MUST, start="11 Feb", days=18,
         base="6 Mar", due="6 Mar", pct=.75, status=GOING, after="11", risk="2 x 3",
         budget=58000, spent=44000),
    item(15, "Battery safety test at the lab", T, INES, MUST, start="9 Feb", days=10,
         base="20 Feb", due="20 Feb", pct=.4, status=GOING, after="7", risk="4 x 4",
         plan_b="Second lab held for 9 March", budget=18000, spent=12500,
         notes="Two cells failed the drop test; the lab repeats it and has a queue",
         comment="The lab rang on 26 Feb: they repeat it from 3 March."),
    item(16, "Battery safety certificate", M, INES, MUST,
         base="27 Feb", due="27 Feb", status=WAITING, after="15FS+5d", risk="3 x 5",
         plan_b="Ask for a provisional one"),
    item(17, "Road approval", M, INES, MUST,
         base="13 Mar", due="13 Mar", status=WAITING, after="16FS+8d",
         plan_b="Launch as a kit without lights", budget=9000, spent=0),
    item(18, "Pilot run of 50 bikes", D, TOM, MUST, start="16 Mar", days=10,
         base="27 Mar", due="27 Mar", status=WAITING, after="14; 17", risk="3 x 4",
         plan_b="Ten bikes by hand for the photos", kpi="0 bikes", target="50 bikes",
         budget=46000, spent=0),
    item(19, "Rider test: 200 km on ten bikes", T, INES, MUST, start="30 Mar", days=8,
         base="10 Apr", due="10 Apr", status=WAITING, after="Pilot run of 50 bikes",
         budget=12000, spent=0),
    item(20, "Test report accepted", M, MAYA, MUST,
         base="14 Apr", due="14 Apr", status=WAITING, after="19FS+2d"),
    item(21, "Owner's manual", D, CHLOE, MUST, start="16 Feb", days=20,
         base="13 Mar", due="13 Mar", pct=.5, status=GOING, after="11", budget=7000, spent=3200),
    item(22, "Manual in six languages", T, CHLOE, SHOULD, start="16 Mar", days=15,
         base="7 Apr", due="7 Apr", status=WAITING, after="21", budget=9000, spent=0),
    item(23, "Packaging design", D, BEN, SHOULD, start="9 Feb", days=15,
         base="27 Feb", due="27 Feb", done="26 Feb", pct=1, status=DONE,
         budget=9000, spent=9800, notes="One more round for the recycled board"),
    item(24, "Packaging printed", T, AISHA, MUST, start="16 Mar", days=8,
         base="25 Mar", due="25 Mar", status=WAITING, after="23; Trade mark registered",
         budget=15000, spent=0),
    item(25, "Spare parts list with prices", D, RAJ, SHOULD,
         base="20 Mar", due="20 Mar", status="On hold", notes="Waits for the tariff decision"),
    item(26, "Assembly line set up", T, TOM, MUST, start="2 Mar", days=15,
         base="20 Mar", due="20 Mar", pct=0, status=WAITING, after="13", risk="3 x 3",
         budget=35000, spent=4000),
    item(27, "Factory staff trained", T, TOM, MUST, start="9 Mar", days=5,
         base="13 Mar", due="13 Mar", status="Blocked", kpi="0 people", target="24 people",
         budget=6000, spent=0, notes="The trainer's visa has not come"),
    item(28, "Second battery supplier approved", M, AISHA, COULD,
         base="27 Mar", due="27 Mar", status="Cancelled", budget=5000, spent=1200,
         notes="Dropped on 12 Feb: nobody else meets the weight"),
    # Mistake 2: done on a day to come; 17 February was meant.
    item(29, "Warranty terms approved", M, RAJ, MUST,
         base="18 Feb", due="18 Feb", done="17 Mar", pct=1, status=DONE),
))

LAUNCH = Phase("Phase 3 · Launch", (
    item(30, "Launch venue booked", M, BEN, MUST,
         base="20 Feb", due="20 Feb", done="18 Feb", pct=1, status=DONE,
         budget=18000, spent=18000),
    item(31, "Photo and film shoot", T, BEN, MUST, start="30 Mar", days=4,
         base="2 Apr", due="2 Apr", status=WAITING, after="18SS+5d", budget=24000, spent=6000),
    item(32, "Web shop live", D, CHLOE, MUST, start="9 Mar", days=32,
         base="23 Apr", due="23 Apr", pct=0, status=WAITING, after="33FF+5d; 31FF+3d", risk="3 x 3",
         budget=38000, spent=9000),
    item(33, "Price list published", M, RAJ, MUST,
         base="27 Mar", due="27 Mar", status=WAITING, after="8"),
    item(34, "Dealers signed up", M, CHLOE, MUST,
         base="24 Apr", due="24 Apr", status=GOING, risk="3 x 4",
         plan_b="Sell through the web shop first", kpi="31 dealers", target="60 dealers",
         budget=20000, spent=11000),
    # Mistake 3: April has 30 days.
    item(35, "Dealer training days", T, CHLOE, SHOULD, start="27 Apr", days=4,
         base="30 Apr", due="31/04/2026", status=WAITING, after="34; 21",
         budget=14000, spent=0),
    item(36, "Press kit", D, BEN, SHOULD, start="7 Apr", days=5,
         base="13 Apr", due="13 Apr", status=WAITING, after="31FS+1d", budget=5000, spent=0),
    item(37, "Press day with ten test rides", M, BEN, MUST,
         base="22 Apr", due="22 Apr", status=WAITING, after="36; 18", budget=16000, spent=2000),
    item(38, "First 500 bikes built", T, TOM, MUST, start="15 Apr", days=20,
         base="13 May", due="13 May", status=WAITING, after="20; 26; 27", risk="3 x 5",
         plan_b="Weekend shifts agreed with the works council", kpi="0 bikes",
         target="500 bikes", budget=371000, spent=0),
    item(39, "First 500 bikes in the warehouse", M, AISHA, MUST,
         base="19 May", due="19 May", status=WAITING, after="38FS+4d", budget=12000, spent=0),
    item(40, "Insurance partner signed", M, RAJ, COULD,
         base="30 Apr", due="30 Apr", status=WAITING, risk="2 x 3"),
    # Mistake 4: the row above copied, its number kept.
    item(40, "Financing offer for buyers", M, RAJ, COULD,
         base="8 May", due="8 May", status=WAITING),
    # Mistake 5: a date only people can read.
    item(41, "Service points open in five cities", M, CHLOE, SHOULD,
         base="12 Jun", due="mid June", status=WAITING, kpi="1 cities", target="5 cities",
         budget=25000, spent=3000),
    # Mistake 6: a misspelt title.
    item(42, "Advertising campaign", T, BEN, SHOULD, start="11 May", days=15,
         base="1 Jun", due="1 Jun", status=WAITING, after="Batery safety certificate",
         budget=90000, spent=0),
    item(43, "Launch event", M, BEN, MUST,
         base="28 May", due="28 May", status=WAITING, after="30; 37FS+5d; 39", risk="2 x 5",
         plan_b="Show the pilot bikes", budget=45000, spent=0,
         comment="Invitations go out six weeks before. Tell Ben early!"),
    item(44, "On sale in shops", M, MAYA, MUST,
         base="1 Jun", due="1 Jun", status=WAITING, after="43FS+2d; 33; Web shop live",
         kpi="180 orders", target="500 orders"),
    item(45, "First month's feedback reviewed", M, INES, SHOULD,
         base="3 Jul", due="3 Jul", status=WAITING, after="44FS+24d"),
    item(46, "Project closed", M, None, SHOULD, base="10 Jul", due="10 Jul",
         status=WAITING, after="45"),
))
# fmt: on
PHASES: Final = (DESIGN, BUILD, LAUNCH)
