//! Prints the page of permissions, for `cargo xtask schema`.

fn main() {
    print!("{}", shared::api::permissions_page());
}
