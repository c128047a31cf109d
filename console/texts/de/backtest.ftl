backtest-title = Mit Ihren eigenen Unterhaltungen
backtest-about = Was dieser Entwurf mit Besuchern gemacht hätte, die hier waren: wer zu einem Menschen kommt, welche Ziele erreicht werden, wo sie aufhören.
backtest-try = An den letzten { $days } Tagen ausprobieren
backtest-going = { $count ->
        [one] 1 Unterhaltung bisher
       *[other] { $count } Unterhaltungen bisher
    }
backtest-none = In den letzten { $days } Tagen hat niemand auf diesen Dialog geantwortet.
backtest-result = { $count ->
        [one] 1 Unterhaltung.
       *[other] { $count } Unterhaltungen.
    } { $changed ->
        [0] Alle hätten so geendet, wie sie es taten.
        [one] 1 hätte anders geendet, oder hätte es können.
       *[other] { $changed } hätten anders geendet, oder hätten es können.
    }
backtest-people = Haben nach einem Menschen gefragt
backtest-completed = Kamen zu einem anderen Ende
backtest-acquired = Haben eine E-Mail-Adresse hinterlassen
backtest-goal = Ziel: { $goal }
backtest-reached = { $card }: erreicht
backtest-stopped = { $card }: dort aufgehört
backtest-range = { $least }–{ $most }
backtest-cards = Karte für Karte
backtest-figure = Zahl
backtest-before = Geschehen
backtest-after = Mit diesem Entwurf
backtest-behind = { $label }, { $count }: die Unterhaltungen zeigen
backtest-list-before = { $label }, wie es geschah
backtest-list-after = { $label }, mit diesem Entwurf
backtest-more = { $more ->
        [one] Und 1 weitere.
       *[other] Und { $more } weitere.
    }
backtest-outside = { $count ->
        [one] 1 Besucher wäre dem Entwurf nicht begegnet: er ist nicht für ihn.
       *[other] { $count } Besucher wären dem Entwurf nicht begegnet: er ist nicht für sie.
    }
backtest-uncertain = { $count ->
        [one] Für 1 Unterhaltung ist alles möglich: der Entwurf fragt zu viel, was niemand weiß.
       *[other] Für { $count } Unterhaltungen ist alles möglich: der Entwurf fragt zu viel, was niemand weiß.
    }
backtest-cut = Nur die letzten { $count } Unterhaltungen wurden ausprobiert.
backtest-ranges = Ein Bereich heißt mindestens und höchstens: niemand weiß, was Besucher auf eine neue Frage antworten.
