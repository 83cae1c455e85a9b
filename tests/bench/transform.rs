//! sfe-transform against the floor: a derived serde_json parse of the same lines into a typed row with borrowed
//! strings, without any of sfe-transform's own code and without output. Both as processes of their own, in turn; medians
//! and their ratio. On all cores, as a night runs, the ratio should stay below 1.5; on one core it shows the CPU time.
//!
//!     cargo bench --bench transform [-- ROWS]
//!
//! For scripts/bench, the floor and the input alone: `-- floor FILE`, `-- make FILE ROWS few|everybody`.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use serde::Deserialize;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["floor", file] => return floor(Path::new(file)),
        ["make", file, rows, "few"] => return make(Path::new(file), rows.parse().unwrap(), Findings::OfFew),
        ["make", file, rows, "everybody"] => {
            return make(Path::new(file), rows.parse().unwrap(), Findings::OfEverybody);
        }
        _ => {}
    }
    let rows = arguments.first().map_or(500_000, |rows| rows.parse().unwrap());
    for (findings, whose) in [(Findings::OfFew, "of a few percent"), (Findings::OfEverybody, "of everybody")] {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("extract.jsonl");
        make(&input, rows, findings);
        let size = std::fs::metadata(&input).unwrap().len();
        println!("{rows} rows, {:.0} MB, findings {whose}; {ROUNDS} rounds, medians:", size as f64 / 1e6);
        for cores in [Cores::All, Cores::One] {
            compare(&input, &folder.path().join("out"), cores);
        }
    }
}

/// Where both programs run.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Cores {
    All,
    One,
}

/// Runs both in turn and prints what it took.
fn compare(input: &Path, output: &Path, cores: Cores) {
    let floor = || {
        let mut command = command(cores, &std::env::current_exe().unwrap());
        command.arg("floor").arg(input);
        command
    };
    let transform = || {
        let mut command = command(cores, Path::new(env!("CARGO_BIN_EXE_sfe-transform")));
        command.args(["-q", "--newest-dcid", "0", "-o"]).arg(output).arg(input);
        command
    };
    let (mut floors, mut transforms, mut peak) = (Vec::new(), Vec::new(), 0);
    for _ in 0..ROUNDS {
        // A fresh folder each time, as sfe-sync makes one for every run.
        let _ = std::fs::remove_dir_all(output);
        std::fs::create_dir(output).unwrap();
        floors.push(measure(floor()).0);
        let (time, memory) = measure(transform());
        transforms.push(time);
        peak = peak.max(memory);
    }
    // Each round's two runs stand side by side in time, so their ratio is calmer than the times.
    let mut ratios: Vec<f64> =
        transforms.iter().zip(&floors).map(|(ours, floor)| ours.as_secs_f64() / floor.as_secs_f64()).collect();
    ratios.sort_by(f64::total_cmp);
    let (floor, transform) = (median(floors), median(transforms));
    println!("  {}", if cores == Cores::All { "all cores" } else { "one core" });
    println!("    floor (typed parse, no output)  {:>8.0} ms", floor.as_secs_f64() * 1e3);
    println!("    sfe-transform                   {:>8.0} ms", transform.as_secs_f64() * 1e3);
    println!("    ratio                           {:>8.2}", ratios[ROUNDS / 2]);
    println!("    sfe-transform peak memory       {:>8.1} MiB", peak as f64 / 1024.0);
}

fn command(cores: Cores, program: &Path) -> Command {
    if cores == Cores::All {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program);
    command
}

/// A row of the stream, as a program would declare it that knows these columns and no other.
#[derive(Deserialize)]
#[allow(dead_code)] // only the parse is measured
struct Row<'a> {
    email_addr: Option<&'a str>,
    teachernumber: Option<&'a str>,
    home_phone: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    homeschoolid: Option<i64>,
    schoolid: Option<i64>,
    status: Option<i64>,
    users_dcid: i64,
    calendar: Option<&'a str>,
    am_time: Option<&'a str>,
    pm_time: Option<&'a str>,
    contractemp: Option<i64>,
    sfe_position: Option<&'a str>,
    start_time: Option<&'a str>,
    end_time: Option<&'a str>,
    start_time_2: Option<&'a str>,
    end_time_2: Option<&'a str>,
    custom_times: Option<i64>,
    time1_monday: Option<i64>,
    time1_tuesday: Option<i64>,
    time1_wednesday: Option<i64>,
    time1_thursday: Option<i64>,
    time1_friday: Option<i64>,
    time2_monday: Option<i64>,
    time2_tuesday: Option<i64>,
    time2_wednesday: Option<i64>,
    time2_thursday: Option<i64>,
    time2_friday: Option<i64>,
    am_time_2: Option<&'a str>,
    pm_time_2: Option<&'a str>,
}

/// Reads lines into one buffer and parses each: what any program of this kind must do.
fn floor(input: &Path) {
    let mut lines = BufReader::with_capacity(256 << 10, std::fs::File::open(input).unwrap());
    let mut line = String::new();
    let mut rows = 0_u64;
    while lines.read_line(&mut line).unwrap() > 0 {
        if line.starts_with("{\"end\"") {
            break;
        }
        let row: Row<'_> = serde_json::from_str(&line).unwrap();
        rows += u64::from(std::hint::black_box(&row).users_dcid > 0);
        line.clear();
    }
    std::hint::black_box(rows);
}

/// Wall time, and peak memory in KiB as seen every millisecond.
fn measure(mut command: Command) -> (Duration, u64) {
    let start = Instant::now();
    // Messages about single rows go nowhere: the speed of a terminal is not that of the program.
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let mut peak = 0;
    loop {
        if let Ok(status) = std::fs::read_to_string(format!("/proc/{}/status", child.id())) {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            let now = line.and_then(|line| line.trim().split(' ').next()?.parse().ok()).unwrap_or(0);
            peak = peak.max(now);
        }
        if let Some(status) = child.try_wait().unwrap() {
            assert!(status.success(), "{command:?}: {status}");
            return (start.elapsed(), peak);
        }
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Of whom sfe-transform has findings.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Findings {
    /// Of one person in sixteen, as in a district that looks after its data.
    OfFew,
    /// Of everybody: two thirds have no work schedule, and the others one with days that do not count.
    OfEverybody,
}

/// Staff as a district has them: half of the rows are about other schools, and there is some of everything that the
/// rules ask about.
fn make(path: &Path, rows: u64, findings: Findings) {
    let mut output = BufWriter::new(std::fs::File::create(path).unwrap());
    let mut line = String::new();
    for row in 0..rows {
        let person = row / 2 + 1;
        let home = if person % 40 == 0 { 500 } else { 5 };
        // The second row is about another school, or of a second row in human resources.
        let school = if row % 2 == 0 || person % 10_007 == 7 { home } else { 12 };
        let access_id = (person * 7919) % 900_000_000 + 10_000;
        let letter = if person % 70 == 3 { "T" } else { "" };
        let first = if person % 60 == 2 { "Training1" } else { "Søren" };
        let last = if person % 9_001 == 6 { " " } else { "Smith-Jones" };
        let status = if person % 90 == 5 { 2 } else { 1 };
        line.clear();
        write!(
            line,
            concat!(
                r#"{{"email_addr":"u{}@district.example","teachernumber":"{}{}","home_phone":"555-555-{:04}","#,
                r#""first_name":"{}","last_name":"{}","homeschoolid":{},"schoolid":{},"status":{},"users_dcid":{},"#
            ),
            person,
            letter,
            access_id,
            person % 10_000,
            first,
            last,
            home,
            school,
            status,
            person
        )
        .unwrap();
        let (has_schedule, days) = match findings {
            // Days without a schedule count as its beginning.
            Findings::OfFew if person % 20 == 9 => (false, ["0"; 5]),
            Findings::OfFew => (true, ["1"; 5]),
            Findings::OfEverybody => (person % 3 == 0, ["0", "1", "null", "1", "0"]),
        };
        let (position, start, end) = match has_schedule {
            true => (r#""102""#, r#""08:00""#, r#""15:30""#),
            false => ("null", "null", "null"),
        };
        let [monday, tuesday, wednesday, thursday, friday] = days;
        let calendar = if person % 80 == 4 { "null" } else { r#""250""# };
        let contract = u8::from(person % 50 == 1);
        write!(
            line,
            concat!(
                r#""calendar":{},"am_time":"11:30","pm_time":null,"contractemp":{},"sfe_position":{},"#,
                r#""start_time":{},"end_time":{},"start_time_2":null,"end_time_2":null,"custom_times":1,"#,
                r#""time1_monday":{},"time1_tuesday":{},"time1_wednesday":{},"time1_thursday":{},"time1_friday":{},"#,
                r#""time2_monday":0,"time2_tuesday":null,"time2_wednesday":0,"time2_thursday":0,"#,
                r#""time2_friday":null,"am_time_2":"12:00","pm_time_2":null}}"#
            ),
            calendar, contract, position, start, end, monday, tuesday, wednesday, thursday, friday
        )
        .unwrap();
        writeln!(output, "{line}").unwrap();
    }
    writeln!(output, "{{\"end\":{{\"records\":{rows}}}}}").unwrap();
    output.flush().unwrap();
}
