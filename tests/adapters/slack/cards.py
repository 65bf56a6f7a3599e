"""Cards and forms as members meet them, for golden files and for everything that needs one at hand."""

from bot.shown import Card, Choice, Fact, File, Form, Kind, Menu, Option, Question, Section, Style

ASKED = Card(
    title="Ada would like an intro chat with you",
    text="She studies **Biology**, in her first year, and wrote:\n_Hello Lin, I liked what you say about failing._",
    facts=(
        Fact(label="You share", text="Study skills, hiking"),
        Fact(label="Languages", text="English, Twi"),
    ),
    choices=(
        Choice(id="intro.later:42:", label="Ask me again in two weeks"),
        Choice(id="intro.accept:42:", label="Happy to", style=Style.MAIN),
        Choice(id="intro.decline:42:", label="Not now"),
    ),
    foot="Only Ada sees your answer.",
)
ANSWERED = Card(text="You said yes to Ada. She has been told.")
MENTORS = Card(
    text="Three mentors fit what you look for.",
    sections=tuple(
        Section(
            text=f"**{name}**\n- Study skills\n- Free now",
            choices=(
                Choice(id=f"search.ask:{number}:", label="Ask for an intro chat", style=Style.MAIN),
                Choice(id=f"search.save:{number}:", label="Save for later"),
            ),
        )
        for number, name in enumerate(("Lin", "Mei", "Sam"), start=1)
    ),
    menu=Menu(
        id="search.topic:9:",
        label="Another topic",
        options=(
            Option(value="study_skills", label="Study skills"),
            Option(value="career", label="Career", hint="Applications, first jobs"),
        ),
    ),
    choices=(Choice(id="search.more:9:", label="Show me others"),),
)
WHERE = Card(text="Where shall I post it?", menu=Menu(id="setup.post:1:", label="Channel", channels=True))
PRIVATE = Card(
    text="How did it fit with Lin?",
    choices=(
        Choice(id="intro.fits:42:yes", label="Good fit"),
        Choice(id="intro.fits:42:no", label="No", style=Style.GRAVE),
    ),
    foot="Nobody but Kith sees this.",
    notice="A short question from Kith",
)
TRICKY = Card(
    title="<!channel> *hello* :smile:",
    text=r"\*not bold\* \<@U01ADA> \<https://evil.example|your bank> \_no\_ \- no item"
    "\n- an item & more",
    facts=(Fact(label="<!here>", text=r"\*\*x\*\* `y`"),),
    choices=(Choice(id="home.show::", label="<!everyone> :tada:"),),
    foot="\u2068\u05e9\u05dc\u05d5\u05dd\u2069 <#C1|general>",
)
CHART = Card(
    text="Your program this week.", files=(File(id=1, name="week.png", media_type="image/png", alt="A chart"),)
)

PROFILE = Form(
    id="profile.save:7:",
    title="About you",
    submit="Save",
    text="Members who look for a mentor see this.",
    questions=(
        Question(name="name", kind=Kind.SHORT, label="Your name", most=40, given=("Ada",)),
        Question(
            name="bio", kind=Kind.LONG, label="A few lines", most=400, required=False, example="I like rain.",
            hint="Up to 400 characters", problem="Please keep it to 400 characters.", given=("Hello\nthere",),
        ),
        Question(
            name="mode", kind=Kind.ONE, label="Where to meet", given=("video",),
            options=(Option(value="video", label="By video"), Option(value="campus", label="On campus")),
        ),
        Question(
            name="topics", kind=Kind.MANY, label="Topics", most=2, given=("t1", "t3"),
            options=tuple(Option(value=f"t{number}", label=f"Topic {number}") for number in range(1, 13)),
        ),
        Question(name="places", kind=Kind.NUMBER, label="Mentees at once", least=1, most=5, given=("2",)),
        Question(name="start", kind=Kind.DATE, label="From", given=("2026-10-05",), required=False),
        Question(name="call", kind=Kind.TIME, label="Best time", given=("16:30:00",), required=False),
    ),
)  # fmt: skip
