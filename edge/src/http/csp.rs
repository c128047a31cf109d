//! Content security policies of our own pages: what each may load, and who may frame it.

/// The policy of the panel, which the site's pages frame. It makes elements and texts one by one, so
/// it needs no way from a text to HTML (Trusted Types).
pub(crate) fn panel(own: &str, frames: &[String]) -> String {
    let frames =
        if frames.is_empty() { "*".to_owned() } else { format!("'self' {}", frames.join(" ")) };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {}; img-src 'self' data: https:; frame-src 'self'; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
         frame-ancestors {frames}",
        sockets(own)
    )
}

/// The policy of the console, which nobody may frame. It frames the panel to preview drafts. Its only
/// way from a text to HTML is checked by `console/trusted_types.js`.
pub(crate) fn console(own: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         connect-src 'self' {}; img-src 'self' data: blob:; font-src 'self'; media-src 'self'; \
         frame-src 'self'; \
         manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; \
         require-trusted-types-for 'script'; trusted-types default; \
         frame-ancestors 'none'",
        sockets(own)
    )
}

/// The policy of the page that a mail leads to. It has the widget, as a site's page has it.
pub(crate) fn answer(own: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {}; \
         img-src 'self' data: https:; frame-src 'self'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors 'none'",
        sockets(own)
    )
}

/// The policy of the documentation: text and one style sheet.
pub(crate) const DOCS: &str = "default-src 'none'; style-src 'self'; base-uri 'none'; \
                               form-action 'none'; frame-ancestors 'none'";

/// The WebSocket origins, because some browsers don't include them in `'self'`.
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
    fn no_page_of_ours_allows_inline_scripts() {
        for policy in [
            panel("https://chat.example", &[]),
            console("http://localhost:8787"),
            answer("https://chat.example"),
        ] {
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
