//! The worker at the edge: it answers HTTP and hosts the three Durable Objects.

use std::time::Duration;

use worker::{
    Context, DurableObject, Env, Request, Response, Result, State, durable_object, event,
};

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    match request.path().as_str() {
        "/v1/health" => env
            .durable_object("CONVERSATION")?
            .get_by_name("health")?
            .fetch_with_request(request)
            .await,
        _ => env.assets("ASSETS")?.fetch_request(request).await,
    }
}

/// Everything one tenant owns: dialogues, agents, settings, the quota ledger.
#[durable_object]
pub struct Site {
    _state: State,
}

impl DurableObject for Site {
    fn new(state: State, _env: Env) -> Self {
        Self { _state: state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::ok("site")
    }
}

/// Who is on duty and what rings for them.
#[durable_object]
pub struct Desk {
    _state: State,
}

impl DurableObject for Desk {
    fn new(state: State, _env: Env) -> Self {
        Self { _state: state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        Response::ok("desk")
    }
}

/// One conversation: its event log and its sockets.
#[durable_object]
pub struct Conversation {
    state: State,
}

impl DurableObject for Conversation {
    fn new(state: State, _env: Env) -> Self {
        Self { state }
    }

    async fn fetch(&self, _request: Request) -> Result<Response> {
        let sql = self.state.storage().sql();
        sql.exec("CREATE TABLE IF NOT EXISTS beat (kind TEXT)", None)?;
        sql.exec("INSERT INTO beat VALUES ('fetch')", None)?;
        self.state.storage().set_alarm(Duration::from_millis(200)).await?;
        let rows: Vec<serde_json::Value> =
            sql.exec("SELECT kind, count(*) AS n FROM beat GROUP BY kind", None)?.to_array()?;
        Response::from_json(&rows)
    }

    async fn alarm(&self) -> Result<Response> {
        self.state.storage().sql().exec("INSERT INTO beat VALUES ('alarm')", None)?;
        Response::ok("")
    }
}
