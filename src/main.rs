//! The `strandline` program: a thin skin over the library.

fn main() {}
