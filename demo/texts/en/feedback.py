"""What mentees say after a booking, in English."""

from demo.texts.lines import lines

HELPED = lines("""
You asked what I wanted to happen, and I noticed that nobody had.
We threw away two thirds of my plan. The rest fits on a card that now hangs over my desk.
That you told me how it went wrong for you, with dates.
The silence after my long answer. I heard myself.
One sentence: “You are solving the meeting, not the problem.”
We practised the conversation three times. The real one took ten minutes and was fine.
You read my letter aloud. I rewrote it that evening.
The list of four people to ask, and what to ask each of them.
Being told that it is normal, by somebody who has seen it forty times.
A drawing on paper, held up to the camera. I have kept a photograph of it.
You did not let me talk about the tool.
Hearing that I may say no, and how you say it.
The question about what I would do if I were not afraid. Annoying and right.
You knew the law behind it and explained it with soup.
We counted my week in hours. I have since given eleven of them away.
That you had read my page beforehand and had marked what you liked, too.
A different name for my problem, and with it a different shelf in the library.
Your patience with my English.
The homework. It was small enough that I did it.
You said you did not know, and then we found it out together.
I came with a technical question and left with a conversation I had to have.
The order of things: first sleep, then the decision.
Examples from another trade. I had only ever looked at mine.
You cut my CV to one page and it still sounded like me.
That you said clearly what you would do in my place when I asked.
Looking at real queries, line by line, without hurry.
A plain “this is good”. I had not heard that for a year.
The way you summed up at the end; I copied it word for word.
You pointed out the person I had left out of my story.
Finding out which of my three problems was the cause of the other two.
I slept on it as you told me to, and the answer was there in the morning.
""")

BETTER = lines("""
Half an hour was short. Next time I book the long one.
My sound was bad. That is on me.
I would have liked an example from a small company.
We lost ten minutes with the link.
A word beforehand on what to bring would have helped.
I talked too much about the past.
Perhaps a summary in writing; my notes are hard to read.
Nothing, truly.
A little more plain speaking. I can take it.
I would have liked more time for the second question.
The references to local law did not fit my country.
It was late where I live and I was tired.
Slower, please. English is my third language.
I had hoped for a template and got a question. It was the better deal, but still.
We might have looked at the figures earlier.
A follow-up in a month would be good.
The first five minutes were a bit stiff, then it was fine.
More about how to begin, less about how it ends.
I wish I had sent my page the day before.
Your camera was off at first, and I was not sure you were there.
I did not get to ask about money.
One recommendation fewer and I would remember all of them.
A shorter introduction; I had read your page.
Examples from the public sector would help me more.
I would have liked to hear what you think of my boss, and understand why you did not say.
There was a lawnmower. It won.
I was hoping for contacts, though I see that this is not what it is for.
Less theory about teams, more about my team.
The homework was a lot for one week.
If we could share a drawing board, that would be lovely.
""")

PLATFORM_WORDS = lines("""
Seeing the times in my own zone is a relief.
I would love a way to book a series of conversations.
The reminder an hour before saved me.
Could the search know that “PM” means product management?
Thank you for keeping this free. I hope to give back one day.
On my old phone the month jumps when I turn it.
Please add more mentors for biology.
I found no way to move a booking, so I cancelled and booked again.
The calendar entry arrived with the right time. It was the first ever to do so.
It is nice that nobody asks for my telephone number.
A dark page at night, thank you!
I would like to see which mentors are new.
More mentors on weekends, please.
The mail went to my junk folder the first time.
How can I recommend somebody as a mentor?
It would help to see how long somebody usually takes to answer a request.
I am on a slow line and the pages are quick. Do keep it so.
Please let me write to the mentor before I book.
The letters in the calendar are small on my screen.
Could I sort by who has helped with my topic before?
I was not sure whether the hour would cost anything until the very end. Say it earlier.
Lovely drawings.
Your help page answered my question about time zones in one line.
My employer blocks Zoom; a mentor with the other room was easy to find, but a filter would be better.
I use a screen reader and could book without help. That is rare.
Please offer the pages in Portuguese.
The feedback form is short. Good.
I would like to follow a mentor and hear when there are new times.
Who runs this, and how can one help?
Two of my requests ran out without an answer. Perhaps ask the mentors why?
It felt like a club, not like a shop.
""")

REPLIES = lines("""
Thank you for telling us. We have put it on our list for spring.
Good point. We have changed the wording on the front page today.
That made our day; we have passed it on to the people who built it.
We have asked the mentor, kindly, and taken two of their hours off the page.
You can help by telling one person who would be a good mentor. Thank you!
""")
