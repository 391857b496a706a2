"""What happens in the sessions that mentors offer, and what they ask whoever books one, in English."""

from demo.texts.lines import by_heading

DESCRIPTIONS = by_heading("""
[talk]
You tell me where you are, I ask questions, and together we find the next step.
Time for one subject, from the start to something you can try tomorrow.
No preparation needed beyond the question. We think aloud, and you leave with a plan for the week.
[quick]
One question, one honest answer. Good for something you could ask a colleague if you had the right one.
Fifteen minutes for a decision you’re turning over, or to find out whether I’m the right person.
[hour]
Room for something that needs a whole hour: we look at it together, line by line if need be.
For what doesn’t fit into half an hour: a change of job, a stuck project, a talk you’re dreading.
""")

QUESTIONS = by_heading("""
[talk]
What have you tried so far, and what happened?
What would be different tomorrow if this hour goes well?
What’s the decision you have to make, and by when?
[quick]
What’s your question, in one sentence?
[hour]
What’s the situation, and which part of it should we look at first?
Who else is affected, and what do they want?
""")
