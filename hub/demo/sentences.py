"""Plausible words of council people, put together by chance from pieces of our own: names, titles, posts, documents."""

from __future__ import annotations

from random import Random

FIRST = (
    "Aisha Alan Amal Amy Anna Asha Ben Beth Bill Carl Cath Chloe Clare Dan Dawn Dev Diane Ed Ella Emma Eve Farah Fay "
    "Fiona Fred George Gita Gwen Hana Harry Helen Hugh Ian Imran Iris Jack James Jane Jaz Jean Jo Joan Joe Kate Kay "
    "Keir Kim Lara Leah Leo Lily Liz Louis Lucy Luke Maya Meera Meg Mina Mo Nadia Neil Nia Nina Noor Olive Omar Owen "
    "Pam Paul Penny Pete Phil Priya Rae Ravi Rhys Rita Rob Rosa Ruth Sal Sam Sara Sean Sian Sue Tariq Tess Tim Tom "
    "Una Vera Viv Wendy Will Yasmin Zoe"
).split()
LAST = (
    "Abbott Ahmed Allen Ansah Baker Barnes Baxter Begum Bell Bennett Bishop Booth Bowen Brady Bright Brooks Burton "
    "Butt Carter Chan Clarke Cole Conway Cooper Cox Cross Curtis Dale Davies Dawson Desai Doyle Drake Dunn Ellis Evans "
    "Farrell Field Finch Fisher Foster Fox Frost Gale Gill Grant Green Griffin Hale Hall Hart Hill Hobbs Holt Hughes "
    "Hunt Hussain Iqbal Jarvis Jones Joshi Kaur Keane Kelly Khan King Knight Lamb Lane Law Lewis Llewellyn Long Lowe "
    "Mackie Malik Marsh Mason Mercer Miller Mills Moss Nair Nash Newton Noble Okafor Osei Page Park Patel Peters Pike "
    "Poole Price Quinn Rahman Reid Rhodes Rice Roberts Rose Rowe Sharma Shaw Short Singh Slater Stone Swift Tait "
    "Taylor Thorne Todd Turner Uddin Vaughan Wade Walsh Ward Watts Webb Wells West White Wood Wright Yates Young"
).split()
PLACES = (
    "Alder Amber Ash Bar Beck Birch Black Brack Bram Brook Cal Carr Chal Clay Cold Cran Dar Dean Dun East Elm Fair Fen "
    "Fern Glen Hal Hart Hazel High Holm Kel Kirk Lang Lark Lea Long Mar Mell Mill Moor North Oak Old Pen Red Rother "
    "Salt Sand Shel Silver Stan Stone Sutt Thorn Tor Upp Wal Wex Whit Win Wood Wyn"
).split()
ENDS = ("borough", "bridge", "bury", "combe", "dale", "field", "ford", "ham", "haven", "ley", "mere", "stead", "ton")
SUBJECTS = {
    "waste": ("missed bins", "food waste rounds", "shared bins in flats", "garden waste fees", "fly-tipping cameras"),
    "parking": ("school streets", "residents' permits", "blue badge checks", "kerbside charging", "pavement parking"),
    "housing": ("damp and mould cases", "temporary accommodation", "empty homes", "repairs backlogs", "allocations"),
    "planning": ("pre-application fees", "enforcement backlogs", "design codes", "committee site visits", "validation"),
    "finance": ("medium-term plans", "reserves policies", "fees and charges", "debt recovery", "budget consultation"),
    "social care": ("discharge to assess", "direct payments", "carers' breaks", "reablement", "provider fees"),
    "schools": ("home to school transport", "attendance visits", "place planning", "free meals", "SEND panels"),
    "highways": ("potholes", "gully cleaning", "street works permits", "winter gritting", "speed surveys"),
    "libraries": ("self-service opening", "summer reading", "book funds", "volunteer branches", "warm spaces"),
    "licensing": ("taxi plates", "pavement licences", "late night levies", "animal licences", "street trading"),
    "climate": ("heat networks", "retrofit grants", "fleet charging", "tree planting", "flood wardens"),
    "elections": ("postal vote packs", "polling places", "canvass letters", "count venues", "voter identity"),
    "democracy": ("hybrid meetings", "scrutiny work plans", "member inductions", "petitions", "forward plans"),
    "digital": ("online forms", "telephony", "customer accounts", "open data", "legacy systems"),
    "procurement": ("frameworks", "social value", "contract registers", "spend data", "market tests"),
    "communities": ("ward grants", "street parties", "food banks", "volunteering", "consultation"),
}
TITLES = (
    "How do you handle {topic}?",
    "{Topic}: what worked for us",
    "Has anyone reviewed {topic} lately?",
    "{Topic} after the merger",
    "What does {topic} cost you?",
    "Member questions about {topic}",
    "Draft policy on {topic}: views wanted",
    "{Topic} in {place}: six months on",
    "Who measures {topic}, and how?",
    "Lessons from {place} on {topic}",
)
OPENERS = (
    "We looked at {topic} again this {season}.",
    "Thank you, this helps. At {place} we met the same thing with {topic}.",
    "A short answer from {place}: it depends on who owns {topic}.",
    "We had {number} complaints about {topic} last quarter.",
    "Our scrutiny committee asked about {topic} in {month}.",
    "I would not start with software when it comes to {topic}.",
    "{Topic} took us {number} months longer than planned.",
    "We tried this in two wards before we changed {topic} everywhere.",
    "Speaking for {place} alone: {topic} fell to one officer, and that was the trouble.",
    "The honest answer is that we do not know yet.",
)
MIDDLES = (
    "The pilot cost about £{cost} and paid for itself in {number} months.",
    "What changed most was telling residents *before* the first letter went out.",
    "Complaints rose for {few} weeks and then fell below where they had been.",
    "Crews marked the maps themselves, and **two thirds of their marks were right**.",
    "We kept the old form open for {few} months, which was a mistake.",
    "Legal wanted a new notice each time, so we grouped the changes.",
    "The figures are on a page of their own, so that members can check them.",
    "Nobody missed the monthly report once we sent a one-page summary.",
    "About {number} % of cases close at the first contact now.",
    "We agreed three exemptions in advance and have used only one.",
    "Councillors heard about it from residents first, which we would not repeat.",
    "The contract ends in {month}, so we can still change the terms.",
    "It helped that finance sat in the same room from the first day.",
    "Our neighbours at {place} did it in half the time with a smaller team.",
)
CLOSERS = (
    "Happy to share the template.",
    "I can put you in touch with the person who ran it.",
    "What did others do about the cost?",
    "Does anyone have a policy that survived a challenge?",
    "We would do it again, in a different order.",
    "Ask me again after {month}.",
    "The report is in our library here.",
    "I hope that helps.",
)
ITEMS = (
    "agree who decides, and by when",
    "write down the exemptions",
    "tell the contact centre a week before",
    "measure before and after, the same way",
    "keep one person on it for the first month",
    "put the cost in the first paragraph",
    "ask the crews",
    "publish what did not work",
)
SEASONS = ("spring", "summer", "autumn", "winter")
MONTHS = ("January", "March", "April", "June", "July", "September", "October", "November")


class Writer:
    """Writes by chance; the same seed writes the same words."""

    def __init__(self, seed: str) -> None:
        self.chance = Random(seed)

    def person(self) -> str:
        return f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"

    def place(self) -> str:
        return self.chance.choice(PLACES) + self.chance.choice(ENDS)

    def topic(self, subject: str) -> str:
        return self.chance.choice(SUBJECTS[subject])

    def title(self, subject: str) -> str:
        return self._filled(self.chance.choice(TITLES), self.topic(subject))

    def post(self) -> str:
        """One to four paragraphs of Markdown, some with a list, a quotation or a link, as people write."""
        topic = self.topic(self.chance.choice(list(SUBJECTS)))
        paragraphs = [self._paragraph(topic, self.chance.choice(OPENERS))]
        form = self.chance.random()
        if form < 0.2:
            paragraphs.append("\n".join(f"- {item}" for item in self.chance.sample(ITEMS, 3)))
        elif form < 0.3:
            paragraphs.insert(0, "> " + self._filled(self.chance.choice(MIDDLES), topic))
        elif form < 0.4:
            paragraphs.append(f"Our page on it: https://www.{self.place().lower()}.example/{topic.split()[0]}")
        elif form < 0.7:
            paragraphs.append(self._paragraph(topic, self.chance.choice(MIDDLES)))
        return "\n\n".join([*paragraphs, self._filled(self.chance.choice(CLOSERS), topic)])

    def passage(self, subject: str) -> str:
        """A page of a document."""
        return " ".join(self._paragraph(self.topic(subject), self.chance.choice(OPENERS)) for _ in range(4))

    def _paragraph(self, topic: str, opener: str) -> str:
        middles = self.chance.sample(MIDDLES, self.chance.randint(1, 4))
        return " ".join(self._filled(sentence, topic) for sentence in (opener, *middles))

    def _filled(self, sentence: str, topic: str) -> str:
        filled = sentence.format(
            topic=topic,
            Topic=topic[0].upper() + topic[1:],
            place=self.place(),
            season=self.chance.choice(SEASONS),
            month=self.chance.choice(MONTHS),
            number=self.chance.randint(3, 48),
            few=self.chance.randint(2, 8),
            cost=f"{self.chance.randint(2, 90)},000",
        )
        return filled[0].upper() + filled[1:]
