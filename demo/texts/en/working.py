"""How mentors work, in English: each sentence is used by a few of them at most. And what mentees say of themselves."""

from demo.texts.lines import lines

HOW_I_WORK = lines("""
I take notes on paper and send you a photo of them.
The first ten minutes are yours. I only ask questions.
I am on time and I end on time.
Camera on or off, as you like. Mine is on, and the cat comes and goes.
I ask before I give advice.
One conversation is fine. Three in a row are better.
If I don't know, I say so and name someone who might.
You don't have to be grateful. A postcard is nice.
I go quiet when I think. It isn't the line.
Please send me one page before we meet, not ten.
I'll ask what you've already tried.
At the end you tell me what you'll do by Friday.
What you tell me stays with me.
I have no slides and no method with a name.
Expect a bit of homework, small enough for a lunch break.
I laugh easily, mostly at myself.
If English is hard for you, write it down and we read it together.
I prefer a real problem to a tidy one.
Some of my best conversations were walks. Bring headphones.
I don't recommend people for jobs. I do help them recommend themselves.
Come back and tell me how it went, especially if it went badly.
I'll interrupt you once, kindly.
""")

INTRODUCTIONS = lines("""
I work in a small company and would like to hear how others do it.
Second year in my first job. I ask a lot of questions.
I changed careers last year and still feel like a guest.
I lead a small team without ever having learned how.
Student, close to the end, curious about everything after it.
I run a shop with two friends and look after the numbers.
Back at work after two years with my children.
I am looking for a job at the moment.
Eleven years in the same place, and wondering what else there is.
I volunteer for a youth club and work in an office by day.
""")
