//! Prints the description of the HTTP API, for `cargo xtask schema`.

fn main() {
    println!("{:#}", shared::api::openapi::document());
}
