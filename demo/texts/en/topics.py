"""What the team has written about some topics: a text, then questions people come with, one on each line."""

TEXT = """
[first-lead-role]
The first months in charge feel lonely, and no one says whether you’re doing well. Come before you say yes, or later.
How do I lead people who were my colleagues until last week?
What should I stop doing myself?
How do I tell someone that their work isn’t good enough?

[pay-and-bands]
What’s fair, what’s usual, and how to ask. Some prepare for one conversation, others build bands for a whole company.
How do I find out what others earn?
When is a good moment to ask?
What if they say no?
"""
