#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| jixiao::fuzzing::run("docx", bytes));
