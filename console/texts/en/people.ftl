people-phone = Phone
people-location = Location
people-first-seen = First seen
people-last-seen = Last seen
people-conversations = Conversations
people-proven = Proven
people-own-fields = Your own fields
people-lost-decisions = routing decisions and search entries
people-profile-fields = Profile fields
people-browsers = Browsers
people-conversations-listed = Conversations in the list
people-search-entries = Entries of the search index
people-events = Events in logs
people-files = Files
people-blocks = Blocks that lost name, e-mail and reason
people-erase-title = Erase this person
people-erase-text = All data about { $name } is permanently deleted, for everybody:
people-erase-go = Erase permanently
people-erased = {" "}Erased
people-removed = Removed
people-count = Count
people-logs-gone = All conversation logs are deleted.
people-one-log-left = One conversation log is still being deleted.
people-logs-left = { $n } conversation logs are still being deleted.
people-columns = Columns
people-too-many = A file can have at most { $most } people. Search for some of them first.
people-about = Everybody whose e-mail address is known, with all their conversations.
people-search = Search people
people-search-hint = Search by name, e-mail, company …
people-sorted-by = Sorted by{" "}
people-none = Nobody yet
people-none-text = People who give an e-mail address in a conversation appear here.
people-none-found = Nobody found
people-none-found-text = Search covers names, e-mail addresses, companies and all other fields.
people-person = Person
people-export = Export
people-erase = Erase
people-details = Details
people-crm = CRM status
people-device = Device
people-history = Conversations{" "}
people-history-gone = {" "}Their conversations are no longer stored.
people-lost-profile = their profile: { $fields ->
        [one] one field
       *[other] { $fields } fields
    }
people-lost-conversations = { $conversations ->
        [one] one conversation
       *[other] { $conversations } conversations
    } with all messages
people-lost-browsers = the identifiers of { $browsers ->
        [one] one browser
       *[other] { $browsers } browsers
    }
people-receipt = Receipt { $receipt }, { $at }, asked for by { $name }.
