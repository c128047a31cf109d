use super::*;
use shared::person::Field;

fn test(attribute: &str, operator: Operator, value: &str) -> Row {
    Row::Test(TestRow { attribute: attribute.into(), operator, value: value.into() })
}

fn nested() -> Group {
    let inner = Group {
        mode: Mode::Any,
        rows: vec![
            test("company", Operator::IsNotEmpty, ""),
            test("headcount", Operator::GreaterThan, " 10 "),
        ],
    };
    let rows = vec![test("country", Operator::Is, "DE"), Row::Group(inner)];
    Group { mode: Mode::All, rows }
}

#[test]
fn a_condition_survives_a_round_trip_through_the_editor() {
    let condition = nested().condition().unwrap();
    let again = Group::from_condition(&condition);
    assert_eq!(again.condition(), Ok(condition));
    let criterion = nested().criterion().unwrap();
    assert_eq!(Group::from_criterion(&criterion), again);
    let alone = Condition::Test(Test {
        attribute: Attribute::Field(Field::Email),
        operator: Operator::IsEmpty,
        value: String::new(),
    });
    assert_eq!(Group::from_condition(&alone).rows.len(), 1);
}

#[test]
fn every_error_has_the_path_of_its_row() {
    let mut group = nested();
    group.add(&[], test("two words", Operator::Is, "x"));
    group.add(&[], test("city", Operator::Is, "  "));
    group.add(&[], Row::Event(EventRow { event: Metric::ScrollDepth, at_least: "101".into() }));
    group.add(&[1], test("headcount", Operator::LessThan, "many"));
    group.add(&[], Row::Group(Group::default()));
    let paths = |events| {
        let wrong = group.wrong(events);
        wrong.into_iter().map(|wrong| (wrong.path, wrong.at)).collect::<Vec<_>>()
    };
    let mut expected = vec![
        (vec![1, 2], WrongAt::Value),
        (vec![2], WrongAt::Attribute),
        (vec![3], WrongAt::Value),
        (vec![4], WrongAt::Value),
        (vec![5], WrongAt::Row),
    ];
    assert_eq!(paths(true), expected);
    expected[3] = (vec![4], WrongAt::Row);
    assert_eq!(paths(false), expected);
    assert!(group.condition().is_err() && group.criterion().is_err());
}

#[test]
fn empty_groups_and_deep_nesting_are_errors() {
    assert!(Group::default().condition().is_err());
    let mut deep = Group { mode: Mode::All, rows: vec![Row::test()] };
    if let Some(row) = deep.test_at_mut(&[0]) {
        row.value = "DE".into();
    }
    for _ in 0..MOST_DEPTH - 1 {
        deep = Group { mode: Mode::All, rows: vec![Row::Group(deep)] };
    }
    assert!(deep.condition().is_ok());
    let deep = Group { mode: Mode::All, rows: vec![Row::Group(deep)] };
    assert_eq!(deep.condition().unwrap_err()[0].at, WrongAt::Row);
}

#[test]
fn removing_the_last_row_removes_its_group() {
    let mut group = nested();
    group.remove(&[1, 0]);
    assert_eq!(group.count(), 2);
    group.remove(&[1, 0]);
    assert_eq!(group, Group { mode: Mode::All, rows: vec![test("country", Operator::Is, "DE")] });
    group.remove(&[7]);
    group.remove(&[0]);
    assert!(group.is_empty());
}

#[test]
fn typing_keeps_the_shape_and_another_operator_changes_it() {
    let mut group = nested();
    let shape = group.shape();
    group.test_at_mut(&[0]).unwrap().value.push('X');
    group.test_at_mut(&[1, 1]).unwrap().attribute.push('s');
    assert_eq!(group.shape(), shape);
    group.test_at_mut(&[0]).unwrap().operator = Operator::IsEmpty;
    assert_ne!(group.shape(), shape);
}

#[test]
fn a_condition_is_described_in_words() {
    assert_eq!(
        describe(&nested(), &|code| (code == "DE").then(|| "Germany".to_owned())),
        "Country is Germany and (Company is known or headcount is greater than 10)"
    );
    let own = ["headcount".to_owned(), "city".to_owned()];
    assert_eq!(attributes(card_now(&[]), &own).last().unwrap().0, "headcount");
}
