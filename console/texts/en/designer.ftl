designer-branch-number = Branch { $number }
designer-kind-message = Message
designer-kind-question = Question
designer-kind-capture = Information capture
designer-kind-condition = Condition
designer-kind-goal = Goal
designer-kind-live-chat = Live chat
