translations-languages = Sprachen
translations-about = Besucher lesen diesen Dialog in der Sprache ihres Chats. Was Sie nicht übersetzen, lesen sie so, wie Sie es geschrieben haben.
translations-unreadable = Die Übersetzungen dieses Entwurfs können hier nicht gelesen werden. Bearbeiten Sie sie in seiner Datei.
translations-errors-first = Beheben Sie zuerst die Fehler der Karten. Danach stehen hier ihre Texte.
translations-written-in = Der Dialog ist geschrieben in
translations-not-said = Keine Angabe
translations-add = Sprache hinzufügen
translations-choose = Sprache wählen
translations-complete = Vollständig
translations-missing = { $count ->
        [one] 1 Text fehlt
       *[other] { $count } Texte fehlen
    }
translations-remove = { $language } und alle Texte darin entfernen
translations-for-translators = Für Übersetzer
translations-export = Als CSV exportieren
translations-import = CSV importieren
translations-table-hint = Eine Tabelle mit jedem Text in einer Zeile und jeder Sprache in einer Spalte. Eine leere Zelle ändert beim Import nichts.
translations-taken = { $count ->
        [one] 1 Text ist neu oder anders.
       *[other] { $count } Texte sind neu oder anders.
    }
translations-unknown = { $count ->
        [one] 1 Zeile gehört zu einem Text, den dieser Dialog nicht hat.
       *[other] { $count } Zeilen gehören zu Texten, die dieser Dialog nicht hat.
    }
translations-outdated = { $count ->
        [one] 1 Text wurde hier nach dem Export geändert: Prüfen Sie seine Übersetzung.
       *[other] { $count } Texte wurden hier nach dem Export geändert: Prüfen Sie ihre Übersetzungen.
    }
translations-ignored = Spalten, die keine Sprache sind: { $columns }.
translations-unfit = Diese Datei ist keine Tabelle. Speichern Sie sie als CSV (UTF-8) und importieren Sie sie noch einmal.
translations-no-names = Die erste Zeile hat keine Spalte „text“. Lassen Sie die erste Zeile und die erste Spalte, wie sie exportiert wurden.
translations-no-language = Keine Spalte heißt nach einer Sprache, zum Beispiel „de“. Lassen Sie die erste Zeile, wie sie exportiert wurde.
translations-only-missing = Nur was fehlt
translations-kind-text = Text
translations-kind-response = Antwort
translations-kind-field = Feld
translations-kind-choice = Auswahl
translations-kind-title = Titel
translations-of = { $text }, auf { $language }
