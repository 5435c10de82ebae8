//! The `roofscape` command.
fn main() {}
