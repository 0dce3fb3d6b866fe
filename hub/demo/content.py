"""What the demo hub holds. The councils, people and figures are made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Someone in the demo. `key` is the part of the address before the @."""

    key: str
    name: str
    council: str
    kind: str
    job_title: str
    is_staff: bool = False


@dataclass(frozen=True)
class DemoGroup:
    """A group with its people: the first of them facilitates it."""

    slug: str
    name: str
    visibility: str
    purpose: str
    tags: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class DemoDocument:
    """A document in a group's library. `text` has a line `---` between pages; several make a PDF, one Markdown."""

    group: str
    folder: str
    title: str
    description: str
    by: str
    year: int
    tags: tuple[str, ...]
    text: str

    @property
    def pages(self) -> list[str]:
        return [page.strip() for page in self.text.split("---\n")]


COUNCILS = {
    "northmoor": "Northmoor",
    "eastvale": "Eastvale",
    "harbourside": "Harbourside",
    "millbeck": "Millbeck",
    "westcombe": "Westcombe",
}

PEOPLE = (
    Person("sam", "Sam Okafor", "northmoor", "officer", "Hub manager", is_staff=True),
    Person("priya", "Priya Nair", "eastvale", "officer", "Waste and recycling manager"),
    Person("gwen", "Gwen Hughes", "harbourside", "councillor", "Cabinet member for environment"),
    Person("tom", "Tom Baxter", "millbeck", "officer", "Route planner"),
    Person("aisha", "Aisha Rahman", "westcombe", "officer", "Head of SEND"),
    Person("joan", "Joan Mercer", "northmoor", "councillor", "Chair of scrutiny"),
    Person("dev", "Dev Patel", "harbourside", "programme_team", "Programme lead, Waste Together"),
    Person("ruth", "Ruth Llewellyn", "millbeck", "officer", "Parking services manager"),
)

GROUPS = (
    DemoGroup(
        "waste-and-recycling",
        "Waste and recycling",
        "open",
        "Collections, routes, contamination and what residents make of it. Officers and councillors from any council.",
        ("waste", "recycling", "routes"),
        ("priya", "gwen", "tom", "joan", "dev"),
    ),
    DemoGroup(
        "parking-and-traffic",
        "Parking and traffic",
        "public",
        "Permits, enforcement, school streets and kerbside space. Anyone on the web can read what we share here.",
        ("parking", "traffic"),
        ("ruth", "tom", "joan"),
    ),
    DemoGroup(
        "send-and-inclusion",
        "SEND and inclusion",
        "restricted",
        "Special educational needs and disabilities: panels, transport, waiting times. For people who work in SEND.",
        ("send", "children"),
        ("aisha", "joan"),
    ),
    DemoGroup(
        "section-151-circle",
        "Section 151 circle",
        "private",
        "A closed circle of finance directors. What is said here stays here.",
        ("finance",),
        ("sam", "aisha"),
    ),
)

DOCUMENTS = (
    DemoDocument(
        "waste-and-recycling",
        "Case studies",
        "Route planning after the merger",
        "How Millbeck joined three collection rounds into one and what it did to missed bins.",
        "tom",
        2025,
        ("routes", "missed bins"),
        """
Route planning after the merger

Millbeck District, 2025

In April 2024 three depots became one. This report says what we did with the collection rounds, what it cost, and
what we would do differently.
---
1. Where we began

Each depot had its own rounds, its own crews and its own spreadsheet. Crews crossed each other on the ring road
every Tuesday. Nobody could say how many bins were missed, because each depot counted its own way.
---
2. What we did

We bought route software in year one and spent the first three months on the data alone: every address, every access
problem, every assisted collection. Crews checked the drafts of their own rounds. That was the best decision we
made.
---
3. What happened

Missed bins fell by a third when the new routes began, from 96 to 64 in every 100,000 collections. Overtime fell by
a fifth. Complaints rose for six weeks, because collection days changed, and then fell below where they had been.
---
4. What it cost

Software and set-up cost £42,000 in year one and £11,000 a year after that. Two planners worked on it for nine
months. The savings in fuel and overtime passed the cost in month fourteen.
---
5. What we would do differently

Tell residents earlier and more than once. Do not change collection days in the same month as a bank holiday. Keep
one person in the contact centre who knows the new rounds by heart.
""",
    ),
    DemoDocument(
        "waste-and-recycling",
        "Case studies",
        "Contamination in shared bins: a trial in six blocks",
        "Clear signs, a caretaker's visit and smaller openings, compared over four months.",
        "gwen",
        2024,
        ("contamination", "flats"),
        """
Contamination in shared bins

Harbourside, 2024. Six blocks of flats, four months, three measures.
---
Smaller openings on the lids cut contamination from 31 % to 12 %. Signs alone changed little. A visit by the
caretaker in the first week helped most where people had moved in lately.
---
Costs: £180 a bin for the new lids. The trial ended with all six blocks under the sorting plant's limit of 15 %.
""",
    ),
    DemoDocument(
        "waste-and-recycling",
        "Templates",
        "Letter to residents: your collection day is changing",
        "Plain English, tested with residents. Take it and change the names.",
        "priya",
        2025,
        ("letters", "residents"),
        """
# Your collection day is changing

From **Monday 3 March** we will collect your bins on a **Thursday**.

- Put your bins out by 7am.
- Nothing else changes.
- If you need help to move your bin, call us.
""",
    ),
    DemoDocument(
        "parking-and-traffic",
        "Policies",
        "School streets: what we learnt from the first ten",
        "Permits, exemptions, signs and cameras; what to agree before the first order is made.",
        "ruth",
        2025,
        ("school streets",),
        """
School streets: what we learnt from the first ten

Millbeck, 2025.
---
Agree exemptions before the order is made: carers, blue badge holders, deliveries of medicine. We changed ours
twice, and each change cost a new notice.
---
Cameras paid for themselves within a year at seven of ten schools. At the other three a warden twice a week did as
well for a tenth of the money.
""",
    ),
    DemoDocument(
        "send-and-inclusion",
        "Panels",
        "How our SEND panel decides",
        "Terms of reference, the questions we ask, and how we write to parents.",
        "aisha",
        2025,
        ("panels", "parents"),
        """
How our SEND panel decides

Westcombe, 2025
---
The panel meets weekly. Each case has fifteen minutes and one person who knows the child. We ask what has been
tried, for how long, and what changed.
---
Letters to parents say the decision in the first line, the reason in the second, and how to appeal in the third.
""",
    ),
)

LANDING = """We share what worked, what did not, and what it cost.

- Ask before you buy.
- Say what it cost.
- Thank people.
"""
