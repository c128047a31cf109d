translations-languages = Languages
translations-about = Visitors read this dialogue in the language of their chat. What you don’t translate, they read as you wrote it.
translations-unreadable = The translations of this draft can’t be read here. Edit them in its file.
translations-errors-first = Fix the errors of the cards first. Then their texts are listed here.
translations-written-in = The dialogue is written in
translations-not-said = Not specified
translations-add = Add a language
translations-choose = Choose a language
translations-complete = Complete
translations-missing = { $count ->
        [one] 1 text is missing
       *[other] { $count } texts are missing
    }
translations-remove = Remove { $language } and its texts
translations-for-translators = For translators
translations-export = Export as CSV
translations-import = Import CSV
translations-table-hint = A table with every text in a row and every language in a column. An empty cell changes nothing when you import it.
translations-taken = { $count ->
        [one] 1 text is new or different.
       *[other] { $count } texts are new or different.
    }
translations-unknown = { $count ->
        [one] 1 row belongs to a text that this dialogue doesn’t have.
       *[other] { $count } rows belong to texts that this dialogue doesn’t have.
    }
translations-outdated = { $count ->
        [one] 1 text was changed here after the export: check its translation.
       *[other] { $count } texts were changed here after the export: check their translations.
    }
translations-ignored = Columns that are no language: { $columns }.
translations-unfit = This file isn’t a table. Save it as CSV (UTF-8) and import it again.
translations-no-names = The first row has no column “text”. Keep the first row and the first column as they were exported.
translations-no-language = No column is named by a language, such as “de”. Keep the first row as it was exported.
translations-only-missing = Only what is missing
translations-kind-text = Text
translations-kind-response = Response
translations-kind-field = Field
translations-kind-choice = Choice
translations-kind-title = Title
translations-of = { $text }, in { $language }
