//! People as a CSV file: what is known of each, in the columns that the agent chose. Pure.

use crate::format;
use crate::texts::t;
use shared::csv::{Csv, iso};
use shared::person::Field;
use shared::protocol::PersonRow;
use std::collections::BTreeSet;

/// The most pages of a file; with more, a search has to narrow it.
pub(crate) const MAX_PAGES: usize = 200;

/// A column of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    FirstName,
    LastName,
    Email,
    Phone,
    Company,
    JobTitle,
    Location,
    FirstSeen,
    LastSeen,
    Conversations,
    /// Whether the site's server has signed who they are.
    Proven,
    /// A column for each of the site's own fields.
    OwnFields,
}

/// All columns, in the order of the file, with their names.
pub(crate) fn columns() -> [(Column, &'static str); 12] {
    [
        (Column::FirstName, t!("common-first-name")),
        (Column::LastName, t!("common-last-name")),
        (Column::Email, t!("common-email")),
        (Column::Phone, t!("people-phone")),
        (Column::Company, t!("common-company")),
        (Column::JobTitle, t!("common-job-title")),
        (Column::Location, t!("people-location")),
        (Column::FirstSeen, t!("people-first-seen")),
        (Column::LastSeen, t!("people-last-seen")),
        (Column::Conversations, t!("people-conversations")),
        (Column::Proven, t!("people-proven")),
        (Column::OwnFields, t!("people-own-fields")),
    ]
}

impl Column {
    fn cell(self, row: &PersonRow) -> String {
        let field = |field| row.fields.get(&field).cloned().unwrap_or_default();
        match self {
            Self::FirstName => field(Field::FirstName),
            Self::LastName => field(Field::LastName),
            Self::Email => field(Field::Email),
            Self::Phone => field(Field::Phone),
            Self::Company => field(Field::Company),
            Self::JobTitle => field(Field::JobTitle),
            Self::Location => format::location(&row.location).unwrap_or_default(),
            Self::FirstSeen => iso(row.first),
            Self::LastSeen => iso(row.last),
            Self::Conversations => row.conversations.to_string(),
            Self::Proven => {
                if row.verified { t!("common-yes") } else { t!("common-no") }.to_owned()
            }
            Self::OwnFields => String::new(), // one cell for each field, below
        }
    }
}

/// The file with the chosen columns.
pub(crate) fn csv(rows: &[PersonRow], chosen: &[Column]) -> Csv {
    let own: BTreeSet<&str> = if chosen.contains(&Column::OwnFields) {
        rows.iter().flat_map(|row| row.fields.keys()).filter_map(own_name).collect()
    } else {
        BTreeSet::new()
    };
    let plain: Vec<_> = columns()
        .into_iter()
        .filter(|(column, _)| chosen.contains(column) && *column != Column::OwnFields)
        .collect();
    let names: Vec<&str> = plain.iter().map(|(_, name)| *name).chain(own.iter().copied()).collect();
    let mut csv = Csv::new(&names);
    for row in rows {
        let mut cells: Vec<String> = plain.iter().map(|(column, _)| column.cell(row)).collect();
        for name in &own {
            let value = row.fields.iter().find(|(field, _)| own_name(field) == Some(*name));
            cells.push(value.map(|(_, value)| value.clone()).unwrap_or_default());
        }
        csv.row(&cells);
    }
    csv
}

/// The name of a field that the site made up.
fn own_name(field: &Field) -> Option<&str> {
    match field {
        Field::Custom(name) => Some(name.as_str()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::event::Location;
    use shared::id::PersonId;
    use shared::person::Attributes;
    use shared::time::Timestamp;

    fn row(values: &[(&str, &str)]) -> PersonRow {
        let field =
            |(name, value): &(&str, &str)| (Field::from_name(name).unwrap(), (*value).to_owned());
        PersonRow {
            id: PersonId::parse("person_a").unwrap(),
            verified: true,
            fields: values.iter().map(field).collect::<Attributes>(),
            location: Location { city: "Köln".into(), ..Location::default() },
            first: Timestamp(0),
            last: Timestamp(60_000),
            conversations: 2,
        }
    }

    #[test]
    fn the_file_has_the_chosen_columns_and_runs_no_formulas() {
        let ada = row(&[("email", "ada@x.example"), ("first_name", "=1+1"), ("ovens", "3, big")]);
        let eve = row(&[("email", "eve@x.example"), ("floor", "2")]);
        let chosen = [Column::Email, Column::FirstName, Column::LastSeen, Column::Proven];
        let file = csv(&[ada.clone(), eve.clone()], &chosen);
        assert_eq!(
            file.text().trim_start_matches('\u{feff}'),
            "First name,E-mail,Last seen,Proven\r\n\
             '=1+1,ada@x.example,1970-01-01T00:01:00Z,yes\r\n\
             ,eve@x.example,1970-01-01T00:01:00Z,yes\r\n"
        );
        let file = csv(&[ada, eve], &[Column::Email, Column::Location, Column::OwnFields]);
        assert_eq!(
            file.text().trim_start_matches('\u{feff}'),
            "E-mail,Location,floor,ovens\r\n\
             ada@x.example,Köln,,\"3, big\"\r\n\
             eve@x.example,Köln,2,\r\n"
        );
    }
}
