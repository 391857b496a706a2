"""What makes a first message one to be careful with: a phone number, money, a link that hides where it leads."""

import re

PHONE = re.compile(r"(?<![\w/.])\+?\d(?:[\s().\-/]{0,2}\d){7,14}(?![\w/])")
A_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b")
PAYMENT = re.compile(
    r"\b(?:paypal|western\s*union|moneygram|bitcoin|btc|usdt|crypto|iban|gift\s*cards?|revolut|venmo|cash\s*app|"
    r"wire\s+transfer|bank\s+transfer|überweis\w*|ueberweis\w*|gutscheinkarten?|invoice|rechnung|payment|zahlung)\b",
    re.IGNORECASE,
)
SHORTENER = re.compile(
    r"\b(?:bit\.ly|tinyurl\.com|t\.co|goo\.gl|is\.gd|v\.gd|ow\.ly|buff\.ly|cutt\.ly|rebrand\.ly|rb\.gy|shorturl\.at|"
    r"t\.ly|tiny\.cc|s\.id|wa\.me|t\.me)/",
    re.IGNORECASE,
)


def needs_care(text: str) -> bool:
    """Whether a text has a phone number, a word of payment, or a link that hides its host."""
    return bool(PAYMENT.search(text) or SHORTENER.search(text) or PHONE.search(A_DATE.sub(" ", text)))
