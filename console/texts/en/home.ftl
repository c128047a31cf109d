home-step-hours = Set your hours
home-step-dialogue = Create a dialogue
home-step-publish = Publish it
home-step-install = Install it on your site
home-step-invite = Invite your team
home-waiting = Visitors waiting
home-running = Chats running
home-available = Agents available now
home-engagements = Engagements used
home-hide-steps = Hide the first steps
home-show-steps = Show the first steps: { $count } of 5 done
home-step-done = Done
home-first-steps = First steps
home-steps-done = { $count } of 5 done
home-hours-text = Chats are offered to you in your hours, or while you set yourself to available in the inbox.
home-hours-go = Set my hours
home-invite-text = With two agents, fewer chats are missed. They join by a link.
home-invite-go = Invite
home-dialogue-text = Choose a template. You can change everything before you publish.
home-dialogue-first = Create a dialogue first.
home-published = Published
home-review = Review it first
home-publish-text = Visitors don’t see it until then. You can change it and publish again at any time.
home-publish-go = Publish
home-install-text = Paste this before the closing body tag of your pages.
home-stranded = Nobody can answer a live chat card of { $name }. Its visitors get the fallback message.
home-open-dialogue = Open the dialogue
home-week = Last 7 days
home-week-shown = Dialogues shown
home-week-responded = Responded
home-week-converted = Converted
home-week-requested = Chats requested
home-week-missed = Chats missed
home-week-today = { $count } today
home-has-chats =
    { $count ->
        [one] { $count } chat
       *[other] { $count } chats
    }
home-see-team = See the team
home-available-now = Available now
home-nobody = Nobody can take a chat now. Visitors who ask for a person get the fallback message.
home-and-more = and { $count } more
home-ready-of = { $ready } of { $count } who take chats
home-missed =
    { $count ->
        [one] { $count } missed chat needs an answer.
       *[other] { $count } missed chats need an answer.
    }
home-missed-own =
    { $count ->
        [one] { $count } missed chat needs your answer.
       *[other] { $count } missed chats need an answer, { $own } of them yours.
    }
home-answer = Answer
