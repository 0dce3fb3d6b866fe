"""E-mail domains: how they are written, and which ones could never belong to one organisation."""

from __future__ import annotations

import re

from flask_babel import gettext as _

from hub.core.errors import Refused

LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
DOMAIN = re.compile(rf"(?=.{{4,253}}$)(?:{LABEL}\.)+[a-z][a-z0-9-]*[a-z0-9]")

# Anyone may hold an address here, or a domain below it, so it says nothing about whom a person works for.
SHARED = frozenset({
    "gov.uk", "nhs.uk", "police.uk", "co.uk", "org.uk", "ac.uk", "sch.uk", "me.uk", "ltd.uk", "plc.uk",
    "net.uk", "parliament.uk", "mod.uk", "gov.wales", "gov.scot", "llyw.cymru", "com.uk", "uk.com",
    "pnn.police.uk", "gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk", "live.com",
    "live.co.uk", "msn.com", "yahoo.com", "yahoo.co.uk", "icloud.com", "me.com", "aol.com", "btinternet.com",
    "sky.com", "talktalk.net", "virginmedia.com", "proton.me", "protonmail.com", "gmx.com", "mail.com",
})  # fmt: skip


def domain_of(email: str) -> str:
    """What stands after the last @, in small letters."""
    return email.rpartition("@")[2].strip().lower().rstrip(".")


def is_domain(text: str) -> bool:
    return DOMAIN.fullmatch(text) is not None and text not in SHARED


def checked_domain(text: str, *, field: str = "domain") -> tuple[str, bool]:
    """The domain and whether it was written as a wildcard, `*.example.gov.uk`. Raises Refused with a sentence."""
    plain = text.strip().lower().removeprefix("@").rstrip(".")
    domain, is_wildcard = plain.removeprefix("*."), plain.startswith("*.")
    if domain in SHARED:
        message = _("%(domain)s is shared by many bodies. Give a domain that is this one's own.", domain=domain)
        raise Refused(message, field=field)
    if not is_domain(domain):
        message = _("%(text)s is not a domain. Write it like example.gov.uk.", text=text.strip())
        raise Refused(message, field=field)
    return domain, is_wildcard


def suffixes(domain: str) -> list[str]:
    """The domain and those above it, nearest first: a.b.gov.uk, b.gov.uk, gov.uk."""
    labels = domain.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]
