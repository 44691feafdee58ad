fn main() {
    if std::env::args_os().nth(1).is_some_and(|word| word == jixiao::read::worker::SUBCOMMAND) {
        jixiao::read::worker::serve(std::io::stdin().lock(), std::io::stdout().lock());
    }
}
