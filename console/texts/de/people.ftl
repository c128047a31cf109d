people-phone = Telefon
people-location = Ort
people-first-seen = Zuerst gesehen
people-last-seen = Zuletzt gesehen
people-conversations = Unterhaltungen
people-proven = Nachgewiesen
people-own-fields = Eigene Felder
people-lost-decisions = Verteilung und Einträge der Suche
people-profile-fields = Felder des Profils
people-browsers = Browser
people-conversations-listed = Unterhaltungen in der Liste
people-search-entries = Einträge im Suchverzeichnis
people-events = Ereignisse in Verläufen
people-files = Dateien
people-blocks = Sperren ohne Name, E-Mail und Grund
people-erase-title = Diese Person löschen
people-erase-text = Alle Daten über { $name } werden endgültig gelöscht, für alle:
people-erase-go = Endgültig löschen
people-erased = {" "}Gelöscht
people-removed = Gelöscht
people-count = Anzahl
people-logs-gone = Alle Verläufe der Unterhaltungen sind gelöscht.
people-one-log-left = Der Verlauf einer Unterhaltung wird noch gelöscht.
people-logs-left = Die Verläufe von { $n } Unterhaltungen werden noch gelöscht.
people-columns = Spalten
people-too-many = Eine Datei kann höchstens { $most } Personen enthalten. Suchen Sie zuerst nach einigen von ihnen.
people-about = Alle, deren E-Mail-Adresse bekannt ist, mit allen ihren Unterhaltungen.
people-search = Personen suchen
people-search-hint = Nach Name, E-Mail, Firma … suchen
people-sorted-by = Sortiert nach{" "}
people-none = Noch niemand
people-none-text = Hier erscheint, wer in einer Unterhaltung eine E-Mail-Adresse angibt.
people-none-found = Niemand gefunden
people-none-found-text = Gesucht wird in Namen, E-Mail-Adressen, Firmen und allen anderen Feldern.
people-person = Person
people-export = Exportieren
people-erase = Löschen
people-details = Einzelheiten
people-crm = CRM-Status
people-device = Gerät
people-history = Unterhaltungen{" "}
people-history-gone = {" "}Ihre Unterhaltungen sind nicht mehr gespeichert.
people-lost-profile = das Profil: { $fields ->
        [one] ein Feld
       *[other] { $fields } Felder
    }
people-lost-conversations = { $conversations ->
        [one] eine Unterhaltung
       *[other] { $conversations } Unterhaltungen
    } mit allen Nachrichten
people-lost-browsers = die Kennungen von { $browsers ->
        [one] einem Browser
       *[other] { $browsers } Browsern
    }
people-receipt = Beleg { $receipt }, { $at }, verlangt von { $name }.
