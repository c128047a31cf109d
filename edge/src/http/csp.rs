//! Content security policies: what each of our own pages may load, and who may frame it.

/// The panel's, which the pages of a site frame.
pub(crate) fn panel(own: &str, frames: &[String]) -> String {
    let frames =
        if frames.is_empty() { "*".to_owned() } else { format!("'self' {}", frames.join(" ")) };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {}; img-src 'self' data: https:; base-uri 'none'; \
         form-action 'none'; frame-ancestors {frames}",
        sockets(own)
    )
}

/// The console's, which nobody frames; it frames the panel, to preview a draft in it.
pub(crate) fn console(own: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {}; img-src 'self' data: blob:; font-src 'self'; media-src 'self'; \
         frame-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
         frame-ancestors 'none'",
        sockets(own)
    )
}

/// The documentation's: text and one style sheet.
pub(crate) const DOCS: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                               form-action 'none'; frame-ancestors 'none'";

/// Some browsers don't take `'self'` for the sockets of an origin.
fn sockets(own: &str) -> String {
    match own.split_once("://") {
        Some(("http", host)) => format!("ws://{host}"),
        Some((_, host)) => format!("wss://{host}"),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panel_is_framed_by_the_sites_domains_or_by_any() {
        let any = panel("https://chat.example", &[]);
        assert!(any.ends_with("frame-ancestors *"));
        let own = panel("https://chat.example", &["https://*.shop.example".to_owned()]);
        assert!(own.ends_with("frame-ancestors 'self' https://*.shop.example"));
    }

    #[test]
    fn nothing_of_ours_runs_inline() {
        for policy in [panel("https://chat.example", &[]), console("http://localhost:8787")] {
            assert!(policy.starts_with("default-src 'none'"));
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
        }
    }

    #[test]
    fn sockets_go_to_the_own_origin() {
        assert!(panel("https://chat.example", &[]).contains("'self' wss://chat.example;"));
        assert!(console("http://localhost:8787").contains("'self' ws://localhost:8787;"));
    }
}
