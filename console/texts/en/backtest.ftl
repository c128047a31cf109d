backtest-title = With your own conversations
backtest-about = What this draft would have done with visitors who were here: who comes to a person, which goals are passed, where they stop.
backtest-try = Try it on the last { $days } days
backtest-going = { $count ->
        [one] 1 conversation so far
       *[other] { $count } conversations so far
    }
backtest-none = In the last { $days } days nobody has responded to this dialogue.
backtest-result = { $count ->
        [one] 1 conversation.
       *[other] { $count } conversations.
    } { $changed ->
        [0] All would have ended as they did.
        [one] 1 would have ended elsewhere, or could have.
       *[other] { $changed } would have ended elsewhere, or could have.
    }
backtest-people = Asked for a person
backtest-completed = Came to another end
backtest-acquired = Left an e-mail address
backtest-goal = Goal: { $goal }
backtest-reached = { $card }: reached
backtest-stopped = { $card }: stopped there
backtest-range = { $least }–{ $most }
backtest-cards = Card by card
backtest-figure = Figure
backtest-before = Happened
backtest-after = With this draft
backtest-behind = { $label }, { $count }: show the conversations
backtest-list-before = { $label }, as it happened
backtest-list-after = { $label }, with this draft
backtest-more = { $more ->
        [one] And 1 more.
       *[other] And { $more } more.
    }
backtest-outside = { $count ->
        [one] 1 visitor would not have met the draft: it is not for them.
       *[other] { $count } visitors would not have met the draft: it is not for them.
    }
backtest-uncertain = { $count ->
        [one] For 1 conversation everything is possible: the draft asks too much that nobody knows.
       *[other] For { $count } conversations everything is possible: the draft asks too much that nobody knows.
    }
backtest-cut = Only the latest { $count } conversations were tried.
backtest-ranges = A range means at least and at most: nobody knows what visitors answer to a new question.
