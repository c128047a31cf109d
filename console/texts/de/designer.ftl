designer-branch-number = Zweig { $number }
designer-kind-message = Nachricht
designer-kind-question = Frage
designer-kind-capture = Angaben erfragen
designer-kind-condition = Bedingung
designer-kind-goal = Ziel
designer-kind-live-chat = Live-Chat
