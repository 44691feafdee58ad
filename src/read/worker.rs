//! Reading in a process of its own, for the formats whose reader can take the whole process down
//! (an allocation that fails can't be caught). A child serves file after file over its pipes; one that
//! dies, hangs or grows too big costs one file and is replaced. Children end with the parent: their input ends.

use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::sniff::Kind;
use crate::model::cause;
use crate::model::grid::Workbook;
use crate::model::source::Fault;

/// The hidden subcommand of the binary.
pub const SUBCOMMAND: &str = "read-worker";

/// Resident memory a child may take; the largest sheet .xls can hold needs 1.1 GB while it is copied.
const MEMORY_KB: u64 = 1_500 << 10;
/// A job this long means nobody waits for it any more.
const ABANDONED: Duration = Duration::from_secs(120);
const TICK: Duration = Duration::from_millis(20);

type Answer = Result<Workbook, Fault>;

/// Reads requests until the input ends, and answers each.
pub fn serve(mut input: impl Read, mut output: impl Write) {
    let watch = Watch::start();
    while let Ok((kind, bytes)) = read_request(&mut input) {
        watch.begin();
        let answer = super::decode(&bytes, kind);
        watch.end();
        let Ok(json) = serde_json::to_vec(&answer) else { return };
        if write_frame(&mut output, &json).is_err() {
            return;
        }
    }
}

fn read_request(input: &mut impl Read) -> io::Result<(Kind, Vec<u8>)> {
    let mut kind = [0u8];
    input.read_exact(&mut kind)?;
    let kind = Kind::ALL.get(usize::from(kind[0])).copied().ok_or(io::ErrorKind::InvalidData)?;
    Ok((kind, read_frame(input)?))
}

fn read_frame(input: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0u8; 8];
    input.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let mut bytes = Vec::with_capacity(length.min(1 << 20) as usize);
    input.take(length).read_to_end(&mut bytes)?;
    match bytes.len() as u64 == length {
        true => Ok(bytes),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

fn write_frame(output: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    output.write_all(&(bytes.len() as u64).to_le_bytes())?;
    output.write_all(bytes)?;
    output.flush()
}

/// Ends the child when a file makes it too big, or keeps it busy long after its parent gave up or died.
#[derive(Default)]
struct Watch {
    busy: AtomicBool,
    ticks: AtomicU32,
}

impl Watch {
    fn start() -> Arc<Self> {
        let watch = Arc::new(Self::default());
        let watched = Arc::clone(&watch);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(TICK);
                if watched.busy.load(Ordering::Relaxed) && watched.is_over() {
                    std::process::exit(70);
                }
            }
        });
        watch
    }

    fn is_over(&self) -> bool {
        let elapsed = TICK * self.ticks.fetch_add(1, Ordering::Relaxed);
        elapsed > ABANDONED || resident_kb().is_some_and(|kb| kb > MEMORY_KB)
    }

    fn begin(&self) {
        self.ticks.store(0, Ordering::Relaxed);
        self.busy.store(true, Ordering::Relaxed);
    }

    fn end(&self) {
        self.busy.store(false, Ordering::Relaxed);
    }
}

/// Only Linux says this in a file; elsewhere the timeout alone bounds a child.
fn resident_kb() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}

/// Children that wait for their next file; as many as files are read at once.
pub(super) struct Pool {
    exe: PathBuf,
    pub(super) timeout: Duration,
    idle: Mutex<Vec<Worker>>,
}

impl Pool {
    pub(super) fn new(exe: PathBuf) -> Self {
        Self { exe, timeout: Duration::from_secs(20), idle: Mutex::default() }
    }

    pub(super) fn read(&self, bytes: Vec<u8>, kind: Kind) -> Answer {
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let worker = match waiting.map_or_else(|| Worker::spawn(&self.exe), Ok) {
            Ok(worker) => worker,
            Err(error) => return Err(Fault::Unavailable(cause::in_words(&error))),
        };
        let answer = worker.ask(kind, bytes, self.timeout).ok_or(Fault::Crashed)?;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
        answer
    }
}

/// One child and the thread that speaks with it, so that neither a write nor a read can hold up the caller.
struct Worker {
    process: Child,
    requests: Sender<(Kind, Vec<u8>)>,
    answers: Receiver<Answer>,
}

impl Worker {
    fn spawn(exe: &PathBuf) -> io::Result<Self> {
        let mut command = Command::new(exe);
        command.arg(SUBCOMMAND).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn()?;
        let pipes = process.stdin.take().zip(process.stdout.take());
        let (mut stdin, stdout) = pipes.ok_or(io::ErrorKind::BrokenPipe)?;
        let mut stdout = BufReader::new(stdout);
        let (requests, jobs) = mpsc::channel::<(Kind, Vec<u8>)>();
        let (replies, answers) = mpsc::channel();
        std::thread::spawn(move || {
            for (kind, bytes) in jobs {
                let Ok(answer) = exchange(&mut stdin, &mut stdout, kind, &bytes) else { return };
                if replies.send(answer).is_err() {
                    return;
                }
            }
        });
        Ok(Self { process, requests, answers })
    }

    /// `None` when the child died or took too long.
    fn ask(&self, kind: Kind, bytes: Vec<u8>, timeout: Duration) -> Option<Answer> {
        self.requests.send((kind, bytes)).ok()?;
        self.answers.recv_timeout(timeout).ok()
    }
}

fn exchange(to: &mut impl Write, from: &mut impl Read, kind: Kind, bytes: &[u8]) -> io::Result<Answer> {
    let number = Kind::ALL.iter().position(|known| *known == kind).unwrap_or_default();
    to.write_all(&[number as u8])?;
    write_frame(to, bytes)?;
    Ok(serde_json::from_slice(&read_frame(from)?)?)
}

impl Drop for Worker {
    /// Killing also frees the thread, whose pipes break; waiting leaves no zombie.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
