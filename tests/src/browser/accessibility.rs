//! What people with disabilities would stumble over, as far as a program can tell.

use super::{Browser, Spot};
use crate::env;

/// Ends when every transition has: of two frames, the first computes the styles and the second is after
/// transitions have begun. What goes round for ever is not waited for.
const TRANSITIONS_HAVE_ENDED: &str = "
    const frame = () => new Promise(requestAnimationFrame);
    const shadows = [...document.querySelectorAll('*')].flatMap((element) => element.shadowRoot ?? []);
    const running = () => [document, ...shadows].flatMap((root) => root.getAnimations())
        .filter((one) => one.playState === 'running'
            && one.effect.getComputedTiming().endTime < Infinity);
    return frame().then(frame)
        .then(() => Promise.allSettled(running().map((one) => one.finished)))
        .then(() => null)";

/// Besides what axe looks for by itself: who says what they read to be understood by speech control must hit what
/// they mean, so a name has the text that is seen.
const BARRIERS: &str = "
    const rules = { 'label-content-name-mismatch': { enabled: true } };
    return axe.run(document, { iframes: false, resultTypes: ['violations'], rules }).then(
        ({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(
            ({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`)))";

impl Browser {
    /// What people with disabilities would stumble over there, in light and in dark: a line each, with the
    /// screen's name, where and why. Each is photographed, too (`BELLHOP_SHOTS`).
    pub async fn barriers_in_both_schemes(&self, spot: Spot, screen: &str) -> Vec<String> {
        let mut all = Vec::new();
        for scheme in ["light", "dark"] {
            self.prefers(scheme).await;
            let found = self.barriers(spot).await;
            self.shot(&format!("{}-{scheme}", screen.replace(' ', "-"))).await;
            all.extend(found.into_iter().map(|found| format!("{screen}, {scheme}: {found}")));
        }
        self.prefers("light").await;
        all
    }

    /// What people with disabilities would stumble over there, once its colours are what they will be. A
    /// frame is looked at by itself; what is in it is not the page's.
    pub async fn barriers(&self, spot: Spot) -> Vec<String> {
        self.run_in(spot, TRANSITIONS_HAVE_ENDED).await;
        let axe = std::fs::read_to_string(env::axe()).unwrap();
        self.run_in(spot, &axe).await;
        serde_json::from_value(self.run_in(spot, BARRIERS).await).unwrap()
    }
}
