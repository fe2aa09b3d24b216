//! The binary: hands the arguments to `muster::cli` and exits with its code.

fn main() {}
