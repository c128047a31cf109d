//! Prints the page of rights, for `cargo xtask schema`.

fn main() {
    print!("{}", shared::rights::page());
}
