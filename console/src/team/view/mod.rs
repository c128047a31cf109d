//! The section of the team: agents, teams, routing rules, and the fallback message.

mod accounts;
mod agent_sheet;
mod agents;
mod capacity;
mod comparison;
mod fallback;
mod fallback_form;
mod invite;
mod leaving;
mod reset;
mod role_sheet;
mod roles;
mod rule_form;
mod rules;
mod teams;
mod tester;

use crate::client::http;
use crate::context::Nav;
use crate::inbox::view::store::Store;
use crate::inbox::{Msg, Tone};
use crate::nav::{ConsoleRoute, Section};
use crate::team::{Gone, about_role};
use crate::texts::{served, t};
use crate::ui::kit::{Choose, Fetch, PageFrame, Tabs};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::api::{GetRoutingConfig, ListAgents, ListRoles, PutRoutingConfig};
use shared::desk::RoutingConfig;
use shared::id::{AgentId, SiteId};
use shared::permission::{Permission, Rights, RoleId};
use shared::protocol::{AgentRow, Listing, Me, RoleRow};

/// What the tabs share.
#[derive(Clone, Copy)]
pub(crate) struct Team {
    me: StoredValue<Me>,
    store: Store,
    agents: Fetch<Listing<AgentRow>>,
    roles: Fetch<Listing<RoleRow>>,
    routing: Fetch<RoutingConfig>,
    /// The last removal from the routing configuration, which can be undone.
    gone: RwSignal<Option<Gone>>,
}

impl Team {
    fn here() -> Self {
        let store = expect_context::<Store>();
        let me = StoredValue::new(store.peek(|inbox| inbox.me.clone()));
        let site = me.with_value(|me| me.site.clone());
        let of = site.clone();
        let agents = Fetch::begin(move || {
            let site = of.clone();
            async move { http::call(&ListAgents { site }).await }
        });
        let of = site.clone();
        let roles = Fetch::begin(move || {
            let site = of.clone();
            async move { http::call(&ListRoles { site }).await }
        });
        let routing = Fetch::begin(move || {
            let site = site.clone();
            async move { http::call(&GetRoutingConfig { site }).await }
        });
        Self { me, store, agents, roles, routing, gone: RwSignal::new(None) }
    }

    fn site(self) -> SiteId {
        self.me.with_value(|me| me.site.clone())
    }

    fn is_me(self, agent: &AgentId) -> bool {
        self.me.with_value(|me| me.agent.id == *agent)
    }

    fn rights(self) -> Rights {
        self.me.with_value(|me| Rights::new(me.permissions.clone()))
    }

    /// A role, once the roles are loaded. Reactive.
    fn role(self, id: &RoleId) -> Option<RoleRow> {
        self.roles.state.with(|state| {
            state.here().and_then(|list| list.items.iter().find(|row| row.id == *id).cloned())
        })
    }

    fn role_name(self, id: &RoleId) -> String {
        self.role(id).map_or_else(|| id.to_string(), |row| served::role_named(id, &row.name))
    }

    /// Whether this agent may give the role, and change agents who have it.
    fn may_appoint(self, id: &RoleId) -> bool {
        self.role(id).is_some_and(|row| self.rights().may_appoint(&row.permissions))
    }

    /// The roles that this agent may give, as choices. Reactive.
    fn roles_to_give(self) -> Vec<(String, String)> {
        let rights = self.rights();
        self.roles.state.with(|state| {
            let rows = state.here().map(|list| list.items.iter()).into_iter().flatten();
            let rows = rows.filter(|row| rights.may_appoint(&row.permissions));
            rows.map(|row| (row.id.to_string(), served::role_named(&row.id, &row.name))).collect()
        })
    }

    /// Whether this agent may give agents with the role another way to sign in.
    fn may_reset(self, id: &RoleId) -> bool {
        self.role(id).is_some_and(|row| self.rights().may_reset(&row.permissions))
    }

    fn may(self, permission: Permission) -> bool {
        self.me.with_value(|me| me.permissions.contains(&permission))
    }

    /// The agents, as loaded last.
    fn rows(self) -> Vec<AgentRow> {
        let here = |found: &crate::ui::kit::Fetched<Listing<AgentRow>>| {
            found.here().map(|list| list.items.clone()).unwrap_or_default()
        };
        self.agents.state.with(here)
    }

    fn toast(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Plain, text.into()));
    }

    fn warn(self, text: impl Into<String>) {
        self.store.send(Msg::ShowToast(Tone::Bad, text.into()));
    }

    /// Applies a change to the latest routing configuration, so that changes of others are kept;
    /// then runs `done`.
    fn change_routing(
        self,
        change: impl FnOnce(&mut RoutingConfig) + 'static,
        done: impl FnOnce(Result<(), String>) + 'static,
    ) {
        let site = self.site();
        spawn_local(async move {
            let changed = async {
                let mut routing = http::call(&GetRoutingConfig { site: site.clone() }).await?;
                change(&mut routing);
                http::write(&PutRoutingConfig { site }, &routing).await
            };
            match changed.await {
                Ok(routing) => {
                    self.routing.state.try_set(crate::ui::kit::Fetched::Here(routing));
                    done(Ok(()));
                }
                Err(error) => done(Err(error.text())),
            }
        });
    }

    /// Removes something from the routing configuration and offers to undo it.
    fn take_out(self, gone: Gone) {
        let visible = gone.clone();
        self.change_routing(
            move |routing| gone.leave(routing),
            move |result| match result {
                Ok(()) => drop(self.gone.try_set(Some(visible))),
                Err(reason) => self.warn(reason),
            },
        );
    }

    /// Like `change_routing`, but only shows the result.
    fn change_and_toast(
        self,
        change: impl FnOnce(&mut RoutingConfig) + 'static,
        text: &'static str,
    ) {
        self.change_routing(change, move |result| match result {
            Ok(()) => self.toast(text),
            Err(reason) => self.warn(reason),
        });
    }
}

#[component]
pub(crate) fn TeamPage() -> impl IntoView {
    let nav = expect_context::<Nav>();
    let team = Team::here();
    provide_context(team);
    let mut tabs = Vec::new();
    if team.may(Permission::ViewTeam) {
        tabs.push((t!("team-agents"), ConsoleRoute::section(Section::Team)));
        tabs.push((t!("team-roles"), ConsoleRoute::within(Section::Team, &["roles"])));
    }
    if team.may(Permission::ViewRouting) {
        tabs.push((t!("team-teams"), ConsoleRoute::within(Section::Team, &["teams"])));
        tabs.push((t!("team-rules"), ConsoleRoute::within(Section::Team, &["rules"])));
    }
    if team.may(Permission::EditSettings) {
        tabs.push((t!("team-fallback"), ConsoleRoute::within(Section::Team, &["fallback"])));
    }
    let rest = Memo::new(move |_| nav.route().rest);
    view! {
        <PageFrame name=t!("team-team") about=t!("team-about")>
            <Tabs name=t!("team-team") tabs/>
            {move || {
                let rest = rest.get();
                let parts: Vec<&str> = rest.iter().map(String::as_str).collect();
                match parts.as_slice() {
                    ["roles", ..] => view! { <roles::Roles/> }.into_any(),
                    ["teams", ..] => view! { <teams::Teams/> }.into_any(),
                    ["rules", rule] => {
                        view! { <rule_form::RuleForm which=(*rule).to_owned()/> }.into_any()
                    }
                    ["rules", ..] => view! { <rules::Rules/> }.into_any(),
                    ["fallback", ..] => view! { <fallback::Fallback/> }.into_any(),
                    _ if team.may(Permission::ViewTeam) => view! { <agents::Agents/> }.into_any(),
                    _ => view! { <teams::Teams/> }.into_any(),
                }
            }}
        </PageFrame>
    }
}

/// Checkboxes for all agents who may take chats, and those already selected.
fn pick_agents(
    team: Team,
    name: &'static str,
    part: &'static str,
    chosen: RwSignal<Vec<AgentId>>,
) -> impl IntoView {
    let rows = move || {
        let rows = team.rows().into_iter();
        let may =
            |row: &AgentRow| row.live_chat || chosen.with_untracked(|all| all.contains(&row.id));
        let rows: Vec<_> = rows.filter(may).collect();
        let row = |row: AgentRow| {
            let (id, of) = (row.id.clone(), row.id.clone());
            let toggle = move |_| {
                chosen.update(|all| match all.iter().position(|one| *one == id) {
                    Some(at) => {
                        all.remove(at);
                    }
                    None => all.push(id.clone()),
                });
            };
            view! {
                <label class="tick">
                    <input type="checkbox" data-part="pick-agent" data-agent=row.id.to_string()
                        prop:checked=move || chosen.with(|all| all.contains(&of)) on:change=toggle/>
                    {agent_avatar(&row)}
                    <span>{row.name.clone()}</span>
                </label>
            }
        };
        rows.into_iter().map(row).collect_view()
    };
    view! {
        <fieldset class="ticks" data-part=part>
            <legend class="label">{name}</legend>
            {rows}
        </fieldset>
    }
}

/// A field for a role that this agent may grant, with its permissions.
fn role_field(team: Team, role: RwSignal<String>) -> impl IntoView {
    let choices = Signal::derive(move || team.roles_to_give());
    let about = move || {
        let row = RoleId::parse(&role.get()).ok().and_then(|id| team.role(&id));
        row.map(|row| about_role(&row.permissions))
    };
    view! {
        <div class="stack tight">
            <Choose label=t!("team-role") value=role part="role" choices/>
            <p class="fine" aria-live="polite" data-part="about-role">{about}</p>
        </div>
    }
}

fn agent_avatar(row: &AgentRow) -> AnyView {
    crate::ui::avatar::agent_avatar(row.id.as_str(), &row.name, row.picture.as_deref())
}
