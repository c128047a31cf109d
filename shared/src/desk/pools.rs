//! Which agents a chat request is offered to by the routing config, pool by pool.

use super::routing::{Account, Pool, RoutingConfig, RoutingQuery, RoutingReason};
use crate::conversation::VisitorCard;
use crate::id::AgentId;
use crate::person::Field;
use crate::quota::Package;
use crate::stream::Route;

/// The agents of a pool; `None` is all agents.
pub(super) type Members<'b> = Option<Vec<&'b AgentId>>;

impl RoutingConfig {
    /// The pools of a chat request, in order. A second try stays with the pool of the first, or of
    /// the card after the owner of an account; a transfer with the agent or team that it names.
    pub(super) fn pools<'b>(&'b self, query: &RoutingQuery<'b>) -> Vec<(Pool, Members<'b>)> {
        let chat_request = query.chat_request;
        if query.reason == RoutingReason::Again && chat_request.widened {
            return vec![(Pool::Everybody, None)];
        }
        self.pools_for(&chat_request.visitor, query.route, &query.reason)
    }

    /// The pools for a visitor on a route, in order.
    pub(super) fn pools_for<'b>(
        &'b self,
        visitor: &VisitorCard,
        route: &'b Route,
        reason: &RoutingReason,
    ) -> Vec<(Pool, Members<'b>)> {
        let mut pools = Vec::new();
        let free = matches!(reason, RoutingReason::Requested | RoutingReason::Reassign);
        if let Some(account) = self.account_of(visitor).filter(|_| free) {
            let pool = Pool::Account { domain: account.domain.clone() };
            pools.push((pool, Some(vec![&account.owner])));
        }
        // A visitor who has lost their agent may reach anybody, whatever the card says.
        let has_lost = *reason == RoutingReason::Reassign;
        let may_widen = match route {
            Route::RoundRobin => {
                pools.push((Pool::RoundRobin, None));
                false
            }
            Route::Agent { agent } => {
                pools.push((Pool::Agent, Some(vec![agent])));
                has_lost
            }
            Route::Rules => {
                pools.push(self.rule_for(visitor));
                // A visitor who matches no rule gets the fallback, even if the site allows
                // overflow.
                has_lost || !matches!(pools.last(), Some((Pool::NoRule, _)))
            }
            Route::Team { team } => {
                let entry = self.teams.iter().find(|entry| entry.id == *team);
                let members = entry.map(|team| team.members.iter().collect()).unwrap_or_default();
                pools.push((Pool::Team { team: team.clone() }, Some(members)));
                true
            }
        };
        if may_widen && self.overflow_to_all && free {
            pools.push((Pool::Everybody, None));
        }
        pools
    }

    fn account_of(&self, visitor: &VisitorCard) -> Option<&Account> {
        if self.package != Package::Prime {
            return None;
        }
        let (_, domain) = visitor.attributes.get(&Field::Email)?.rsplit_once('@')?;
        self.accounts.iter().find(|account| account.domain.eq_ignore_ascii_case(domain))
    }

    fn rule_for(&self, visitor: &VisitorCard) -> (Pool, Members<'_>) {
        let qualified = self.rules.iter().filter(|rule| rule.when.holds(visitor));
        match qualified.min_by_key(|rule| (rule.priority, &rule.id)) {
            Some(rule) => {
                (Pool::Rule { rule: rule.id.clone() }, Some(rule.agents.iter().collect()))
            }
            None => (Pool::NoRule, Some(Vec::new())),
        }
    }
}
