"""What mentees and mentors write around a booking, in English."""

from demo.texts.lines import lines

ABOUT = lines("""
I have been offered my first team of four, two of whom applied for the same job. How do I begin?
My roadmap has 60 items and no order. I would like to throw half of it away and need courage.
I am a teacher who wants to change careers at 38. Is that mad, and what would you do first?
We lost our biggest customer last week and I have to tell the team on Monday.
Could you look at my CV with me? I have two years of gaps and do not know how to tell them.
I have an offer from a start-up and a counter-offer from my employer. Both deadlines are on Friday.
Our stand-up takes forty minutes. I am the newest here and would like to change it without making enemies.
I built a small tool at work and now everybody depends on it. It was never meant to last.
My manager says I should be “more visible”. I have no idea what that means or whether I want it.
I am preparing a talk for eighty people and have only ever spoken to eight.
Please read one page with me: our incident report. I think we are blaming the wrong thing.
I would like to understand our balance sheet before the meeting in which I have to defend it.
We do interviews with users and then nothing happens. How do you make findings count?
I came back from six months of sick leave and am already working evenings again.
How do I ask for more money without a rival offer in my pocket?
Portfolio review, please. I have three projects and suspect only one of them is any good.
I am the only data person in a company of ninety. What should I refuse?
My co-founder and I have stopped talking about the thing we ought to talk about.
We want to write our design principles and all drafts so far could belong to anyone.
I want to learn SQL properly, after years of asking a colleague. Where does “properly” start?
Our tests take fifty minutes and nobody trusts them. I have two weeks to change that.
I have to let somebody go for the first time and would like to do it decently.
A journalist has asked for an interview, and my boss says: just be natural.
I am thinking of a practice of my own next year and have never written an invoice.
I sleep five hours and know all the tips. I would like to talk with someone, not read another list.
We have eleven dashboards for one number. Which conversation should I have first?
I am in my last year of university and do not know whether research or industry is for me.
How much accessibility can two developers do in one quarter, honestly?
I would like to practise a hard conversation with my oldest colleague; could you play her?
Our forecast was wrong three times in a row, and I have to present the fourth.
I was passed over for a promotion and would like to find out whether to stay.
We are four people in four time zones and have begun to be unkind in writing.
My boss sends me messages at eleven at night. They are friendly. I still hate it.
I need a second opinion on splitting our monolith. My first opinion changes daily.
I would like to know what a security career looks like when you do not enjoy breaking things.
I am writing my first job advertisement and it reads like all the others.
Grant money ends in May. I need a plan I can explain to people who paint.
We are hiring our first researcher. What should I ask so that I can tell who is good?
I started to meditate and it makes me more restless. Is this normal or am I doing it wrong?
The old system has to be switched off by autumn, and the one person who knows it retires in June.
I am moving to another country for work and will lead people whose culture I do not know.
Last time you told me to count first. I have counted. May I show you what I found?
""")

ANSWERS = lines("""
Gladly. Send me the page beforehand if you can.
Yes, and bring the numbers, even the ugly ones.
I know this one from both sides. See you then.
Happy to. Have something to write with.
Good question. I do not have the answer but I know where to look for it.
With pleasure. Please do not prepare slides.
""")

DECLINES = lines("""
This is outside what I know. Try somebody from Human Resources, they will do better by you.
I am sorry, that week has become impossible. Please pick a later time, I would like to talk.
I know your company's owner well, so I would not be neutral. Somebody else should hear this.
What you describe needs a lawyer rather than me. I hope you find a kind one.
I have just said yes to three others this week. Ask again in a fortnight?
""")

CANCELS = lines("""
My daughter is ill and I am at home with her. I am sorry.
The meeting I needed this for has been called off. Thank you all the same!
I have found a job! Please give the hour to somebody else.
My train stands in a field and shows no intention of moving.
I mixed up the time zones, for which I can only apologise.
Something at work has caught fire, not literally. May I book again next week?
A family matter. I shall write when things are calmer.
I am not ready yet. I would rather come when I have done my homework.
""")
