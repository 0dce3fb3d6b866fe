"""How mail programmes quote what they answer, in English and in Welsh: (name, the whole text)."""

WORDS = "Yes, we do it with a scanner.\n\nIt took a week to set up."

_OLD = ["How do you check permits?", "", "Ann Price, Kirklees"]
QUOTE = "\n".join(f"> {line}".rstrip() for line in _OLD)
PLAIN = "\n".join(_OLD)

TEXTS = {
    "gmail": f"{WORDS}\n\nOn Mon, 23 Nov 2026 at 09:41, Knowledge Hub <no-reply@hub.example.org> wrote:\n\n{QUOTE}\n",
    "gmail, heading in two lines": (
        f"{WORDS}\n\nOn Mon, 23 Nov 2026 at 09:41, Ann Price via Knowledge Hub <\nno-reply@hub.example.org> wrote:"
        f"\n\n{QUOTE}"
    ),
    "gmail in Welsh": (
        f"{WORDS}\n\nAr Llun, 23 Tach 2026 am 09:41 ysgrifennodd Knowledge Hub <no-reply@hub.example.org>:\n\n{QUOTE}"
    ),
    "outlook": (
        f"{WORDS}\n\n________________________________\nFrom: Knowledge Hub <no-reply@hub.example.org>\n"
        f"Sent: 23 November 2026 09:41\nTo: Ben Okri <ben@example.gov.uk>\nSubject: Ann Price replied\n\n{PLAIN}\n"
    ),
    "outlook for the web, bold": (
        f"{WORDS}\n\n*From:* Knowledge Hub <no-reply@hub.example.org>\n*Sent:* 23 November 2026 09:41\n"
        f"*To:* Ben Okri\n*Subject:* Ann Price replied\n\n{PLAIN}"
    ),
    "outlook in Welsh": (
        f"{WORDS}\n\n________________________________\nOddi wrth: Knowledge Hub <no-reply@hub.example.org>\n"
        f"Anfonwyd: 23 Tachwedd 2026 09:41\nAt: Ben Okri\nPwnc: Ann Price replied\n\n{PLAIN}"
    ),
    "old outlook": f"{WORDS}\n\n-----Original Message-----\nFrom: Knowledge Hub\nSent: Monday\nTo: Ben\n\n{PLAIN}",
    "old outlook in Welsh": f"{WORDS}\n\n-----Neges Wreiddiol-----\nOddi wrth: Knowledge Hub\n\n{PLAIN}",
    "apple mail": (
        f"{WORDS}\n\n> On 23 Nov 2026, at 09:41, Knowledge Hub <no-reply@hub.example.org> wrote:\n> \n{QUOTE}\n"
    ),
    "apple mail, older": f"{WORDS}\n\nOn 23 Nov 2026, at 09:41, Knowledge Hub wrote:\n\n{QUOTE}\n",
    "apple mail in Welsh": f"{WORDS}\n\nAr 23 Tach 2026, am 09:41, ysgrifennodd Knowledge Hub:\n\n{QUOTE}",
    "iphone": f"{WORDS}\n\nSent from my iPhone\n\n> On 23 Nov 2026, at 09:41, Knowledge Hub wrote:\n>\n{QUOTE}",
    "iphone in Welsh": f"{WORDS}\n\nAnfonwyd o fy iPhone\n\nAr 23 Tach 2026, am 09:41, ysgrifennodd Hub:\n\n{QUOTE}",
    "thunderbird": f"{WORDS}\n\nOn 23/11/2026 09:41, Knowledge Hub wrote:\n{QUOTE}\n",
    "thunderbird, written below": f"On 23/11/2026 09:41, Knowledge Hub wrote:\n{QUOTE}\n\n{WORDS}\n",
    "thunderbird in Welsh, below": f"Ar 23/11/2026 09:41, ysgrifennodd Knowledge Hub:\n{QUOTE}\n\n{WORDS}\n",
    "with a signature": f"{WORDS}\n\n-- \nBen Okri\nHighways, Leeds\n\nOn 23/11/2026 09:41, Hub wrote:\n{QUOTE}",
    "outlook on a phone": (
        f"{WORDS}\n\nGet Outlook for iOS\n________________________________\nFrom: Hub\nSent: Mon\nTo: Ben\n\nx"
    ),
    "nothing quoted": WORDS,
    "our own line": f"{WORDS}\n\n-- Write above this line --\n\n{PLAIN}",
    "windows line ends": f"{WORDS}\n\nOn 23/11/2026 09:41, Hub wrote:\n{QUOTE}".replace("\n", "\r\n"),
}

HTML_WORDS = "<p>Yes, we do it with a scanner.</p><p>It took a week to set up.</p>"
HTML = {
    "gmail": (
        f'<div dir="ltr">{HTML_WORDS}</div><br><div class="gmail_quote"><div class="gmail_attr">On Mon, Hub wrote:<br>'
        f'</div><blockquote class="gmail_quote">{PLAIN}</blockquote></div>'
    ),
    "outlook": (
        f'<div class="WordSection1">{HTML_WORDS}</div><div id="appendonsend"></div><hr>'
        f'<div id="divRplyFwdMsg"><b>From:</b> Hub<br><b>Sent:</b> Monday</div><div>{PLAIN}</div>'
    ),
    "apple mail": f"{HTML_WORDS}<br><blockquote type='cite'><div>On 23 Nov 2026, Hub wrote:</div>{PLAIN}</blockquote>",
    "thunderbird": (
        f'{HTML_WORDS}<div class="moz-cite-prefix">On 23/11/2026, Hub wrote:</div>'
        f"<blockquote type='cite'>{PLAIN}</blockquote>"
    ),
    "with a style": f"<html><head><style>p {{color: red}}</style></head><body>{HTML_WORDS}</body></html>",
}
