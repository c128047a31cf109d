home-step-hours = Zeiten festlegen
home-step-dialogue = Dialog erstellen
home-step-publish = Veröffentlichen
home-step-install = Auf Ihrer Website einbauen
home-step-invite = Team einladen
home-waiting = Wartende Besucher
home-running = Laufende Chats
home-available = Verfügbare Agenten
home-engagements = Verbrauchte Interaktionen
home-hide-steps = Erste Schritte ausblenden
home-show-steps = Erste Schritte zeigen: { $count } von 5 erledigt
home-step-done = Erledigt
home-first-steps = Erste Schritte
home-steps-done = { $count } von 5 erledigt
home-hours-text = Chats werden Ihnen zu Ihren Zeiten angeboten, oder solange Sie sich im Posteingang auf „verfügbar“ stellen.
home-hours-go = Meine Zeiten festlegen
home-invite-text = Mit zwei Agenten werden weniger Chats verpasst. Ein Link genügt.
home-invite-go = Einladen
home-dialogue-text = Wählen Sie eine Vorlage. Vor dem Veröffentlichen können Sie alles ändern.
home-dialogue-first = Erstellen Sie zuerst einen Dialog.
home-published = Veröffentlicht
home-review = Zuerst ansehen
home-publish-text = Bis dahin sehen ihn Besucher nicht. Sie können ihn jederzeit ändern und neu veröffentlichen.
home-publish-go = Veröffentlichen
home-install-text = Fügen Sie das vor dem schließenden body-Tag Ihrer Seiten ein.
home-stranded = Eine Live-Chat-Karte von { $name } kann niemand beantworten. Besucher bekommen dort die Ersatznachricht.
home-open-dialogue = Dialog öffnen
home-week = Letzte 7 Tage
home-week-shown = Gezeigte Dialoge
home-week-responded = Haben geantwortet
home-week-converted = Ziel erreicht
home-week-requested = Chats gewünscht
home-week-missed = Chats verpasst
home-week-today = { $count } heute
home-has-chats =
    { $count ->
        [one] { $count } Chat
       *[other] { $count } Chats
    }
home-see-team = Zum Team
home-available-now = Jetzt verfügbar
home-nobody = Gerade kann niemand einen Chat annehmen. Besucher, die mit einem Menschen sprechen möchten, bekommen die Ersatznachricht.
home-and-more = und { $count } weitere
home-ready-of = { $ready } von { $count }, die Chats annehmen
home-missed =
    { $count ->
        [one] { $count } verpasster Chat braucht eine Antwort.
       *[other] { $count } verpasste Chats brauchen eine Antwort.
    }
home-missed-own =
    { $count ->
        [one] { $count } verpasster Chat braucht Ihre Antwort.
       *[other] { $count } verpasste Chats brauchen eine Antwort, davon { $own } von Ihnen.
    }
home-answer = Antworten
