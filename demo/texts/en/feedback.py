"""What mentees say after a booking, in English."""

from demo.texts.lines import by_heading, lines

HELPED = lines("""
You asked what I wanted to happen, and I noticed that no one had.
We threw away two thirds of my plan. The rest fits on a card that now hangs over my desk.
You told me how it went wrong for you, with dates.
The silence after my long answer. I heard myself.
The list of four people to ask, and what to ask each of them.
Being told it's normal by someone who has seen it forty times.
A drawing on paper, held up to the camera. I've kept a photo of it.
You'd read what I sent beforehand and had marked what you liked, too.
The homework. It was small enough that I did it.
You said you didn't know, and then we found out together.
Examples from another trade. I'd only ever looked at mine.
You said clearly what you'd do in my place when I asked.
A plain “this is good”. I hadn't heard that for a year.
The way you summed up at the end. I copied it word for word.
You pointed out the person I'd left out of my story.
Finding out which of my three problems was causing the other two.
I slept on it as you told me to, and the answer was there in the morning.
""")

HELPED_IN = by_heading("""
[product-management]
Hearing that I may say no, and how you say it.
Five users by Friday, you said. I found six, and we dropped the feature.
[engineering]
You read my code out loud. I'd never heard where it gets vague.
One box fewer on the diagram, and the argument with my team was over.
[leadership-culture]
We practised the conversation three times. The real one took ten minutes and was fine.
One sentence: “You're solving the meeting, not the problem.”
[human-resources]
You cut my CV to one page and it still sounded like me.
You read my application out loud. I rewrote it that evening.
[marketing-communication]
You crossed out my first paragraph, and the second one turned out to be the start.
We wrote the answer to the question I'm most afraid of. Now I can say it.
[it-security]
We sorted the findings into three piles, and the first pile was short.
You asked who picks up the phone at night. We have an answer now.
[ux-design]
You used my form with your eyes closed. I've fixed four things since.
You put my weakest project last, then took it out.
[ux-research]
You played my participant and told me the answer I wanted to hear. I noticed.
One finding on one page. They read it.
[finance]
We went through the balance sheet line by line, and I could explain it the next day.
The plan has a bad month in it now, and I sleep better.
[data-science]
You showed me that the range is the answer, not an excuse.
We looked at the raw data before the model. There it was.
[data-analytics]
Looking at real queries, line by line, without any hurry.
We deleted seven dashboards. No one has asked for them.
[mindfulness]
The order of things: first sleep, then the decision.
Three minutes at the kitchen table. I've kept that up since.
[holistic-healing]
You told me what you don't treat, and who does. I trusted the rest more.
We planned one ordinary evening. It's the first plan I've kept.
""")

BETTER = lines("""
Half an hour was short. Next time I book the long one.
My sound was bad. That is on me.
I'd have liked an example from a small company.
We lost ten minutes with the link.
A word beforehand about what to bring would have helped.
I talked too much about the past.
Perhaps a summary in writing; my notes are hard to read.
Nothing, truly.
A little more plain speaking. I can take it.
I'd have liked more time for the second question.
It was late where I live and I was tired.
A little slower, please. I think in another language.
I had hoped for a template and got a question. It was the better deal, but still.
A follow-up in a month would be good.
The first five minutes were a bit stiff, then it was fine.
More about how to begin, less about how it ends.
I wish I had sent my page the day before.
Your camera was off at first, and I was not sure you were there.
One recommendation fewer and I'd remember them all.
A shorter introduction; I had read your page.
Examples from the public sector would help me more.
There was a lawnmower. It won.
I was hoping for contacts, though I see that isn't what it's for.
The homework was a lot for one week.
A shared drawing board would be lovely.
""")

PLATFORM_WORDS = lines("""
Seeing the times in my own zone is a relief.
I'd love a way to book a series of sessions.
The reminder an hour before saved me.
Could the search know that “PM” means product management?
Thank you for keeping this free. I hope to give something back one day.
On my old phone the month jumps when I turn it.
Please add more mentors for biology.
The calendar entry had the right time. That's a first for me.
It's nice that no one asks for my phone number.
Dark pages at night, thank you!
I'd like to see which mentors are new.
More mentors on weekends, please.
The first email went to my junk folder.
How can I recommend someone as a mentor?
It would help to see how long a mentor usually takes to answer a request.
I'm on a slow line and the pages are quick. Please keep it that way.
Please let me write to the mentor before I book.
The letters in the calendar are small on my screen.
Could I sort by who has helped with my topic before?
I was not sure whether the hour would cost anything until the very end. Say it earlier.
Lovely drawings.
Your help page answered my question about time zones in one line.
My employer blocks Zoom; a mentor with the other room was easy to find, but a filter would be better.
I use a screen reader and could book without help. That's rare.
Please offer the pages in Portuguese.
The feedback form is short. Good.
I'd like to follow a mentor and hear when there are new times.
Who runs this, and how can I help?
Two of my requests ran out without an answer. Perhaps ask the mentors why?
It feels like a club, not a shop.
""")

REPLIES = lines("""
Thank you for telling us. We have put it on our list for spring.
Good point. We have changed the wording on the front page today.
That made our day; we have passed it on to the people who built it.
We have asked the mentor, kindly, and taken two of their hours off the page.
You can help by telling one person who would be a good mentor. Thank you!
""")
