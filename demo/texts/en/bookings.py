"""What mentees and mentors write around a booking, in English."""

from demo.texts.lines import by_heading, lines

SUBJECTS = by_heading("""
[discovery]
We talk to five customers a month and still build whatever sales asks for. Where does it break?
I have eight interview recordings and a deadline. How do I get from quotes to a decision?
We're about to build the thing everyone asked for, and I have a bad feeling. How do I test it in a week?
My engineers want to come along to customer calls. Good idea, or chaos?
How do you find out what people would pay for without asking them?
Every experiment we run comes back “inconclusive”. I think we're asking the wrong question.
Our users are nurses and we get twenty minutes with them a quarter. How would you spend it?
I've been asked for a discovery plan. I've only ever done it by ear.
[roadmaps]
My roadmap has 60 items in no particular order. I'd like to throw half of it away and need some courage.
The board wants dates for next year. I have guesses. How do I say that without losing the room?
Three teams, three roadmaps, one launch. I'd like to see how you would draw it.
[saying-no]
I say yes in meetings and regret it on the stairs. I'd like to practise the other word.
Our biggest customer wants a feature nobody else needs. They're a third of our revenue.
My CEO forwards me ideas at the weekend. How do I turn most of them down and keep my job?
How do you say no to someone whose request is perfectly reasonable?
Support has a list of 40 fixes. We can do six. I have to tell them on Thursday.
I inherited a product with a lot of promises attached. Which ones may I break?
The sales team has started promising dates. I'd like to stop that without a fight.
[first-product-job]
I've been a support agent for four years and want to move into product. Would you read my CV first?
I have a case study interview next week. Could we go through one together?
Two offers: associate PM at a big company, only PM at a start-up of nine. Help me choose?
I've done the courses and still get no interviews. What am I missing?
First month as a product manager. Everyone is kind and I have no idea what my job is.
I come from teaching. Which parts of that count in product, and how do I say so?
How do I talk about a product that failed in an interview?
[architecture]
I need a second opinion on splitting our monolith. My first opinion changes daily.
We want to move to events and I can't explain why to the people who pay for it.
We're three developers with eleven services. Would you look at the diagram and tell me what to merge?
[code-review]
Our pull requests wait for two days and then get one thumbs-up. Where would you start?
A senior colleague's reviews make people cry. I'm their team lead and need a plan.
Could you review something with me, out loud? I'd like to hear how you read code.
[legacy-code]
The old system has to be switched off by autumn, and the one person who knows it retires in June.
Our tests take fifty minutes and no one trusts them. I have two weeks to change that.
I built a small tool at work and now everyone depends on it. It was never meant to last.
[into-software]
I'm a teacher and want to change careers at 38. Is that mad, and what would you do first?
I've finished a bootcamp and have three projects. Would you look at them as if you were hiring?
I've been a tester for six years and would like to write the code. Inside my company, or elsewhere?
[first-lead-role]
I've been offered my first team of four, two of whom applied for the same job. How do I begin?
I lead the people I used to have lunch with. It has gone quiet at lunch.
My first one-to-ones are next week. What do I ask, and what do I leave alone?
[hard-conversations]
I have to let someone go for the first time and would like to do it decently.
I'd like to practise a hard conversation with my oldest colleague. Could you play her?
My co-founder and I have stopped talking about the thing we ought to talk about.
[remote-teams]
We're four people in four time zones and have begun to be unkind in writing.
Half of us are in the office, half at home, and there are two teams now. How do I get one back?
I'm about to lead people whose country I've never been to. What should I ask them first?
[leading-change]
We're merging two departments in spring. I have to explain it before I've understood it.
Our stand-up takes forty minutes. I'm the newest here and would like to change it without making enemies.
The third reorganisation in two years, and this time I'm the one announcing it.
[hiring]
I'm writing my first job advert and it reads like all the others.
We interview for three hours and then decide on a feeling. What would you ask instead?
Four good candidates, one place. Could you help me think it through before Friday?
[applications-cv]
Could you look at my CV with me? I have a two-year gap and don't know how to explain it.
Fifty applications, no interview. I'd like someone honest to read one.
I'm going back to work after nine years with the children. Where do I put those?
[pay-and-bands]
How do I ask for more money without a rival offer in my pocket?
I've found out that a new colleague earns more than I do. What do I do with that?
We're 40 people without pay bands, and I've been asked to draw some up. Where do I start?
[onboarding]
Our last three starters left within half a year. I think it's our first week.
I'm starting as a manager in a new company. How would you plan the first thirty days?
We hire in twos and threes and improvise every time. I'd like one page that works.
[brand]
Our brand book has 90 pages and our shop looks like ten different shops.
We want a new name. I'm not sure we need a new name.
How do you explain what a brand is to an engineer who signs off the budget?
[press-work]
A journalist has asked for an interview, and my boss says: just be natural.
We send out press releases and nothing happens. Would you read the last three?
A local paper got our numbers wrong. Do I ask for a correction?
[content]
I write everything: the site, the newsletter, the signs on the doors. What may I stop doing?
Our newsletter has 4,000 readers and no point. I'd like to find one.
Could we edit one page together? It has been through six people and it shows.
[crisis-communication]
A customer's post about us has been shared 20,000 times. We've said nothing so far.
We're closing a site in March. Who should hear it first, and from whom?
I'd like to draft the statement we hope we'll never need. Would you look at it?
[application-security]
Our scanner reports 1,400 findings and we have two developers. Which ten matter?
We're about to add login with other accounts. What do people usually get wrong?
I've been asked to threat-model our app and have never done it. Could we do one screen together?
[incident-response]
Please read a page with me: our incident report. I think we're blaming the wrong thing.
We had our first real incident last week. What should I write down while I still remember?
I'd like to run an exercise with our team of eight. What makes a good scenario?
[privacy-engineering]
We keep everything for ever because nobody has decided otherwise. How do I start deleting?
Our analytics wants user IDs, and I'd like to talk it out of them.
How do I explain to marketing that a hashed email address is still personal data?
[security-careers]
What does a security career look like if you don't enjoy breaking things?
I'm a system administrator who does all the security anyway. How do I make it my job title?
Which certificate is worth the money, if any? I have an offer to pay for one.
[interaction-design]
People get stuck on step three of our form. I've redesigned it twice and they still do.
Our settings page has 70 switches. Could we look at it together?
I can't agree with my developers about undo. I'd like to hear how you'd do it.
[accessibility]
How much accessibility can two developers do in one quarter, honestly?
An audit found 130 issues. I need an order that isn't alphabetical.
I've never used a screen reader properly. Could you show me how you test with one?
[design-systems]
Our design system has 41 buttons. I'm the one who has to say which five stay.
No one uses the components we built. They're good. What did we forget?
We want to write our design principles, and every draft so far could belong to anyone.
[portfolio]
Portfolio review, please. I have three projects and suspect that only one of them is any good.
Everything I've done in the last five years is under NDA. What do I show?
I'm moving from print to product design. What should the first page say?
[interviews]
My interviews turn into friendly chats. How do you get people back to the point?
I'm interviewing people about debt next week and would like to go through my questions.
I asked thirty people and believe all of them. Is that a problem?
[surveys]
We have 2,000 answers to a question I now think was wrong. Is anything in there?
Could you read my questionnaire before it goes out on Tuesday?
Our satisfaction score never moves. I think we're measuring politeness.
[research-operations]
I spend half my week finding people to talk to. How do you organise that?
We're hiring our first researcher. What should I ask so I can tell who is good?
Consent forms, recordings, folders everywhere. I'd like to tidy up before someone asks.
[research-impact]
We interview our users and then nothing happens. How do you make findings count?
I have twenty minutes with the board and forty findings.
My report was praised and ignored. What would you do differently next time?
[cash-flow]
We have eleven weeks of money and I'm the only one counting.
Our customers pay in 60 days, our people want it in 30. What do you do in between?
Could you look at my cash plan? I made it myself, and it's a bit too cheerful.
[budgets]
My first budget: I've been given last year's and told to add four per cent.
Grant money ends in May. I need a plan I can explain to people who paint.
I have to cut a tenth and would like it not to be the tenth that's easiest to cut.
[start-up-finance]
We're raising our first round and I don't understand half of the term sheet.
What should two founders pay themselves in year one?
Our price was a guess two years ago. How would you find a better one?
[reading-accounts]
I'd like to understand our balance sheet before the meeting in which I have to defend it.
I've joined the board of a small charity. What do I look at first in the accounts?
We make a profit and have no money. I know there's a word for it; I'd like to see it.
[statistics]
My sample is 23 people and they can't be more. What can I still say?
A reviewer wants a power analysis after the fact. How do I answer politely?
I can run the test, but I can't explain the result to my director. Could we practise?
[machine-learning]
Our model does well in the notebook and badly on Mondays.
I'm asked for a neural network and think a table would do. How do I make the case?
How do you find out whether your model is unfair, with the data one actually has?
[forecasting]
Our forecast was wrong three times in a row, and I have to present the fourth.
I forecast bread for 30 shops. Holidays ruin everything. How do you handle them?
They want one number. I have a range. What do I put on the slide?
[into-data-science]
I'm the only data person in a company of ninety. What should I refuse?
I have a physics degree and no idea which of these job adverts mean me.
Would you look at my first project and tell me what a hiring manager sees?
[sql]
I want to learn SQL properly, after years of asking a colleague. Where does “properly” start?
My query takes nine minutes and I've run out of ideas. I can share it.
Window functions: I can copy them, but I can't write them. Could we do three together?
[dashboards]
We have eleven dashboards for one number. Which conversation should I have first?
My dashboard is opened once a month, by me. Bury it or rescue it?
I'm building one for a warehouse floor: big screen, no mouse. What belongs on it?
[data-modelling]
Our customer table has four definitions of “customer”. I need to pick one and defend it.
I inherited 300 tables without a diagram. Where do you begin?
Star schema or one wide table? I've read both sides and believe whoever came last.
[telling-with-data]
I have ten minutes and one chart. It isn't working, and I can't see why.
You told me last time to count first. I've counted. May I show you what I found?
How do I present numbers that the people in the room won't like?
[meditation]
I've started to meditate and it makes me more restless. Is this normal, or am I doing it wrong?
I fall asleep every time. Pleasant, but I don't think it's the idea.
I've practised alone for two years and would like to know what I'm missing.
[stress]
My boss sends me messages at eleven at night. They're friendly. I still hate it.
I sleep five hours and know all the tips. I'd like to talk with someone, not read another list.
Exams in six weeks, and my hands shake already. What could I do each day?
[burnout-and-return]
I came back from six months of sick leave and am already working evenings again.
I start again on the first, three days a week. What do I tell my colleagues?
I think I'm heading for it. I'd like to hear how others noticed in time.
[mindful-work]
I check my phone in every meeting, including this one probably. How did you stop?
We'd like to begin our team meetings with a quiet minute, without it getting awkward.
I do four things at once and finish none of them. Where would you start?
[sleep-and-food]
Night shifts for a year now. I don't know when to eat or when to sleep.
I've tried every plan and keep none for longer than two weeks. What would be small enough?
I wake at four every night. My doctor says I'm fine. What else could I look at?
[body-work]
My back hurts after ten years at a desk. I'd like to know what to ask for before I go to anyone.
I'm a massage therapist with sore thumbs. How do you make it last to sixty?
I hold my breath when I type. Is there something simple I could practise?
[art-and-music]
I play music in a care home and don't know what to do when someone starts to cry.
I stopped painting when I started working. How did you find your way back?
I'd like to offer a singing group for people after a stroke. What should I know first?
[own-practice]
I'm thinking of a practice of my own next year and have never written an invoice.
My practice is full and I can't pay the rent. I think it's my prices.
How do you tell people that you can't help them, and who to see instead?
""")

ANSWERS = lines("""
Gladly. Send me a page beforehand if you can.
Yes, and bring the real thing, however untidy it is.
I know this one from both sides. See you then.
Happy to. Have something to write with.
Good question. I don't have the answer, but I know where to look for it.
With pleasure. Please don't prepare slides.
""")

DECLINES = lines("""
I'm sorry, this is outside what I know. I'd only be guessing.
I'm sorry, that week has become impossible. Please pick a later time, I'd like to talk.
I know someone at your company too well to be neutral. You deserve a fresh pair of ears.
I've just said yes to three others this week. Could you ask again in a fortnight?
""")

CANCELS = lines("""
My daughter is ill and I'm at home with her. I'm sorry.
It has sorted itself out, to my own surprise. Thank you all the same!
My train is standing in a field and shows no intention of moving.
I mixed up the time zones and can only apologise.
Something at work has caught fire, not literally. May I book again next week?
I'm not ready yet. I'd rather come when I've done my homework.
""")

MENTOR_CANCELS = lines("""
My son is ill and I'm at home with him. I'm sorry. Please take another time.
A family matter. I'll be back next week and would still like to talk.
I've lost my voice. You'd be talking to a very attentive wall.
I have to travel that day after all. I'm sorry, please pick another time.
""")
