//! The `roofscape` command: `roofscape --help` says what it can do.

fn main() -> std::process::ExitCode {
    roofscape::cli::main()
}
