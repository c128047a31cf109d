//! Signing in and out. Passwords are compared here, not in the site, which others wait for.

use super::Call;
use crate::error::{Answer, Fault};
use crate::session::{self, Session};
use crate::site_object::{AgentCall, Credentials, SiteCall};
use crate::{body, chance, clock, cors, password};
use shared::id::SiteId;
use shared::protocol::SignIn;

pub(super) async fn sign_in(mut call: Call, site: &SiteId) -> Answer {
    call.must_come_from_own_page()?;
    let SignIn { email, password } = body::json(&mut call.request).await?;
    let mut answer = call.ask(site, &SiteCall::Credentials { email }).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let Credentials { agent, hash } = body::of(&mut answer).await?;
    let right = password::verify(&password, hash.as_deref())?;
    let agent = agent.filter(|_| right).ok_or(Fault::WrongSignIn)?;
    let now = clock::now();
    let expires = now + session::LIFETIME;
    let session = Session { id: chance::session()?, site: site.clone(), agent, expires };
    let open =
        SiteCall::Open { session: session.id.clone(), agent: session.agent.clone(), expires };
    let answer = call.ask(site, &open).await?;
    if answer.status_code() != 200 {
        return Ok(answer);
    }
    let mut answer = cors::changeable(answer);
    answer.headers_mut().set("Set-Cookie", &session.set_cookie(&call.config.seal, now))?;
    Ok(answer)
}

/// The session ends, and the cookie goes, also when it was worth nothing any more.
pub(super) async fn sign_out(call: &Call, site: &SiteId) -> Answer {
    call.must_come_from_own_page()?;
    match call.ask_as(site, AgentCall::SignOut).await {
        Ok(answer) if answer.status_code() >= 500 => return Ok(answer),
        Ok(_) | Err(Fault::NotSignedIn) => {}
        Err(fault) => return Err(fault),
    }
    let mut done = body::done()?;
    done.headers_mut().set("Set-Cookie", &session::clear_cookie())?;
    Ok(done)
}
