"""Letters of people who want to become mentors, and what the team notes about them, in English."""

from demo.texts.lines import blocks, lines

LETTERS = blocks("""
I have looked after the water pumps of a hospital for twenty-six years and for the last nine I have led the people who do. Nobody taught me the second half. I had a foreman who shouted and a director who nodded, and I worked out the rest between the two.

In spring a young colleague asked how one tells an older man that his work has become careless. We spent an hour on it, with tea, and afterwards I thought: this hour was worth more than my whole week. I would like to have more of them. I am no expert in management books. I can listen, I can tell how I got it wrong, and I am at home on Thursday evenings.
---
As a multiple award-winning thought leader with a proven track record of excellence across several industries, I am excited to add the Mentoring Club to my portfolio of engagements. My profile speaks for itself: keynotes on three continents, two executive certificates, a personal brand with over forty thousand followers.

Mentoring is a key component of my visibility strategy this year. I would appreciate a prominent place in the directory and a badge which I can show on my profile and in my signature. I expect to be able to give about one hour in a quarter, depending on my schedule, preferably to founders with substantial funding. Please confirm quickly, as my assistant has to update my biography before the conference season begins.
---
I teach statistics to nurses. Before that I was a nurse who was afraid of statistics, so I remember where it hurts. I have helped about thirty people through their first study and most of them no longer call me, which is the point.

What I can offer: reading a paper together, planning a small study, telling someone that their sample is too small without breaking their heart. What I cannot offer: machine learning, careers in industry. Two hours a week on my free day, in English or Tagalog. A mentor of yours, who talked me through a dreadful review last winter, is the reason that I write.
---
Hello, I would like to be a mentor because I like to help people and I have much experience in many fields. I am a good communicator and a team player. I have worked in IT for 11 years with several companies and did many projects successfully. I think that mentoring is very important nowadays, and I am ready to share my knowledge with the young generation.

My topics are project management, cloud, agile, leadership and also marketing. I can do any time in evenings. Please let me know the next steps. Thank you in advance for the opportunity and have a nice day.
---
When our cooperative nearly went under, a retired accountant sat down with me every Wednesday for five months and taught me to read our own books. She took no money and accepted one cake. I now run the finances of three cooperatives and have never been able to pay her back; she will not hear of it. She said: pass it on.

So here I am. I can explain cash flow to people who run bakeries, choirs and repair shops. I know grant reports, late payers and the feeling of opening the bank's letters in the hallway. I would rather not advise on shares or on tax law. Three hours a week from October to April; in summer I am with the bees.
---
I design timetables for trams. It is a small field; there may be two hundred of us in Europe. But the skill inside is one that others ask me for: to say no to eleven reasonable wishes in a way that all eleven can live with. I have done that in public hearings for seventeen years and I have been shouted at by a mayor, a priest and a brass band.

I should like to help product managers and people in administration who have to choose among good things. I can lend them my table, my three sentences and my thick skin. My English is good enough for arguments. I have no wish to be paid, and would be glad to be found out quickly if I turn out to be bad at it.
---
I lead a support team of fourteen in Nairobi and have promoted five of them into engineering. Each time I had to fight someone who said that it could not be done. It can: I did it myself, from a call centre, with a borrowed laptop and a colleague who answered my questions on the bus.

I want to be that colleague on the bus for a few more people. I would ask them to bring code, however bad, and one thing they did not understand this week. I can give Saturday mornings, and I have a generator.
---
I was let go in March after nineteen years in human resources, most of which I spent on the other side of that very conversation. I have had time to think about what I used to say to people, and I would take about half of it back.

I would like to help people who have just lost their job, in the first weeks, when everybody gives them advice. I know the paperwork, the pride and the silly things one writes in the first application. I also know what those who read it think. I am applying for jobs myself, so my hours may change in autumn; I would tell you in good time.
---
My field is security for small hospitals, where the budget is nothing and the machines are older than the doctors. I have answered the telephone on two of the worst nights of two directors' lives. I do not tell war stories about it, but I can help others to prepare such a night: who calls whom, what is on paper, what may be switched off.

I have mentored inside my own organisation for six years, informally at first. Two things I have learned: shorter answers, and that people know more than they dare to say. I can offer two hours on Mondays, on request only, because I am sometimes called away.
---
Dear club, I am seventy-one and have been retired for five years from a life in advertising. I am told that everything has changed. My granddaughter, who works in it, says that nothing has, and that I ought to say so to more people than her.

I wrote for soap, for savings banks and for a political party which I shall not name. I know how to make a sentence shorter, and how to survive a client. I do not know how the machines choose who sees what. If someone brings me a text, I will bring a pencil. I have time, and good light in the mornings. I am slow with computers but have booked an hour with one of your mentors to practise, and it went well.
---
I research how children use voice assistants and have run some four hundred sessions with people under ten. They are the best teachers of interviewing: they leave when you are boring.

I can help with guides, with consent, with finding the one finding that changes a product. I was a mentor in another programme for two years, until it began to charge the mentees, and I left. The only thing I ask of a mentee is to send me the guide a day before. Four hours a month is what I can promise and keep.
---
I have practised acupuncture for eight years and I can cure burnout, insomnia and most chronic diseases with a method I developed myself. Doctors do not want you to know about it. In my sessions I would introduce mentees to the method; after the first free hour they can book my programme of twelve weeks at a reduced price for members of the club.

I have many testimonials which I can send you. I am convinced that your community needs this, as so many people today are out of balance. I can take up to forty people a week by means of group calls.
""")  # noqa: E501  (letters keep their paragraphs)

LIKED = lines("""
Concrete, modest, knows their limits. I'd book a session myself.
Very warm. A little thin on the topics; ask which one they'd pick.
Knows the work from the ground up, and doesn't make a fuss about it.
Strong. Second opinion on the field itself, please: it isn't mine.
Good, and honest about what they don't know.
Has helped people already, and says how. Just what we're looking for.
""")

DISLIKED = lines("""
The letter is about the writer, not the mentee. No example of helping anyone.
Wants something in return. That isn't what we mean by giving an hour.
""")

QUESTIONS = lines("""
Thank you for your letter. Could you tell us about one person you have helped, and how it went?
We like what you write. Which of your topics are you best at, and who would say so?
""")

APPROVALS = lines("""
Welcome to the club! We liked how clearly you say what you can't help with. Set your hours and a meeting place, and you'll be listed.
""")  # noqa: E501  (letters keep their paragraphs)

REFUSALS = lines("""
Thank you for your letter. We're looking for people who give an hour with nothing to gain from it, and we didn't find that here. You're welcome to write again in six months.
""")  # noqa: E501  (letters keep their paragraphs)
