//! The routing config of a simulated site: two teams that share an agent, three rules, an account.

use crate::plan::Plan;
use shared::audience::{Attribute, Condition, Operator, Test};
use shared::desk::{Account, RoutingConfig, Rule, SecondTry, Team};
use shared::id::{AgentId, RuleId, TeamId};
use shared::person::Field;
use shared::quota::Package;

/// The routing config of a plan.
pub(crate) fn from_plan(plan: &Plan) -> RoutingConfig {
    let team = |n: u32, members: &[u32]| {
        let id = TeamId::parse(format!("team_{n}")).ok()?;
        Some(Team { id, name: format!("Team {n}"), members: agents(members) })
    };
    let rule = |n: u32, priority: u32, domain: &str, to: &[u32]| {
        let when = Condition::Test(Test {
            attribute: Attribute::Field(Field::Email),
            operator: Operator::Contains,
            value: domain.into(),
        });
        let id = RuleId::parse(format!("rule_{n}")).ok()?;
        Some(Rule { id, name: format!("Rule {n}"), priority, when, agents: agents(to) })
    };
    let rules = [
        rule(1, 3, "@company1", &[0, 1, 2]),
        rule(2, 1, "@company2", &[1]),
        rule(3, 2, "company2", &[3, 4]),
    ];
    let account = AgentId::parse("agent_0").ok();
    RoutingConfig {
        package: if plan.prime { Package::Prime } else { Package::Select },
        overflow_to_all: plan.overflow_to_all,
        second_try: if plan.second_try_everywhere {
            SecondTry::AllRoutes
        } else {
            SecondTry::PrimeTeams
        },
        wait_minutes: plan.wait_minutes,
        max_chats: plan.max_chats.0,
        max_chats_of_agents: account
            .iter()
            .map(|agent| (agent.clone(), plan.max_chats.1))
            .collect(),
        teams: [team(0, &[0, 1, 2]), team(1, &[2, 3])].into_iter().flatten().collect(),
        rules: rules.into_iter().flatten().collect(),
        accounts: account
            .map(|owner| Account { domain: "company3.com".into(), owner })
            .into_iter()
            .collect(),
    }
}

fn agents(numbers: &[u32]) -> Vec<AgentId> {
    numbers.iter().filter_map(|n| AgentId::parse(format!("agent_{n}")).ok()).collect()
}
