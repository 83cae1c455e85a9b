//! One pass over the stream: every row is judged, told of and written.

use super::bad_names::BadNames;
use super::decisions::{Decision, Note};
use super::export::{Export, Records};
use super::files::FileSet;
use super::guard::Guard;
use super::known::Known;
use super::layout::{ImportFile, Person};
use super::options::SfeTransform;
use super::people::People;
use super::preview::Preview;
use super::rules::{self, Reason, StaffType};
use super::schedule::WorkSchedule;
use super::summary::Summary;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::StagedFile;
use crate::common::messages;
use crate::common::progress;
use crate::state::mark;
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use indicatif::ProgressBar;
use std::fmt::Write as _;
use std::io::{IsTerminal as _, Read, Write as _};

/// Where the exported people go.
enum Sink {
    Files(Box<FileSet>),
    Preview(Preview),
}

/// Runs `sfe-transform`.
pub(crate) fn run(options: &SfeTransform) -> Result<()> {
    let transform = Transform::prepare(options)?;
    match &options.input {
        Some(path) => {
            let file = std::fs::File::open(path)
                .or_fail(Exit::NoInput, || format!("cannot read the staff stream {}", path.display()))?;
            transform.all(file)
        }
        None => {
            let input = std::io::stdin();
            if input.is_terminal() {
                messages::notice("reading the staff stream from the terminal (Ctrl-D ends it)");
            }
            transform.all(input.lock())
        }
    }
}

struct Transform<'o> {
    options: &'o SfeTransform,
    bad_names: BadNames,
    known: Known,
    guard: Option<Guard>,
    sink: Sink,
    decisions: Option<StagedFile>,
    people: People,
    summary: Summary,
}

impl<'o> Transform<'o> {
    fn prepare(options: &'o SfeTransform) -> Result<Self> {
        let newest = match options.newest_dcid {
            Some(newest) => newest,
            None => mark::read(&options.newest_dcid_file)?,
        };
        Ok(Transform {
            options,
            bad_names: BadNames::load(options.bad_names.as_deref())?,
            known: Known::load(newest, options.sent.as_deref())?,
            guard: match &options.previous {
                Some(folder) => Guard::load(folder, options.max_loss)?,
                None => None,
            },
            sink: if options.preview {
                Sink::Preview(Preview::start()?)
            } else {
                Sink::Files(Box::new(FileSet::create(&options.output, options.eol)?))
            },
            decisions: options.decisions.as_deref().map(StagedFile::create).transpose()?,
            people: People::default(),
            summary: Summary::default(),
        })
    }

    fn all(mut self, input: impl Read) -> Result<()> {
        let mut stream = StaffStream::new(input);
        // A preview may be on the same terminal.
        let bar = match self.sink {
            Sink::Preview(_) => ProgressBar::hidden(),
            Sink::Files(_) => progress::spinner("{spinner} {pos} rows judged, {elapsed}"),
        };
        let mut records = Records::default();
        let mut location = String::new();
        while let Some((line, row)) = stream.read()? {
            if line % 1024 == 0 {
                bar.set_position(line);
            }
            self.row(line, &row, &mut location, &mut records)?;
        }
        bar.finish_and_clear();
        let incomplete = stream.finish()?;
        if let Some(reason) = &incomplete {
            self.accept_incomplete(reason)?;
        }
        for (access_id, users_dcids) in self.people.shared_access_ids() {
            let all: Vec<String> = users_dcids.iter().map(i64::to_string).collect();
            messages::warning(format_args!(
                "access ID {access_id} is shared by users_dcid {}; all are exported",
                all.join(" and ")
            ));
        }
        self.finish(incomplete.is_none())
    }

    fn accept_incomplete(&self, reason: &str) -> Result<()> {
        if self.options.partial || self.options.preview {
            messages::warning(format_args!("the staff stream is incomplete: {reason}"));
            return Ok(());
        }
        Err(Failure::new(
            Exit::Data,
            format!(
                "the staff stream is incomplete: {reason}; nothing was written (--partial accepts it, for debugging)"
            ),
        ))
    }

    fn row<'r>(
        &mut self,
        line: u64,
        row: &'r StaffRow<'r>,
        location: &'r mut String,
        records: &mut Records,
    ) -> Result<()>
    where
        'o: 'r,
    {
        let mut decision = Decision { line, row, reason: None, command: None, files: 0, notes: Vec::new() };
        if !row.has_human_resources && self.decisions.is_some() {
            decision.notes.push(Note::NoHumanResourcesRow);
        }
        match self.judge(row, location, records) {
            Ok(export) => {
                self.note(&export, &mut decision);
                self.send(&export, records)?;
            }
            Err(reason) => {
                decision.reason = Some(reason);
                if let Reason::Unprintable(field) = reason {
                    decision.notes.push(Note::Field(field));
                }
                self.summary.not_exported(reason);
                if let Some(guard) = &mut self.guard {
                    guard.not_exported(row.access_id(), reason);
                }
                tell(&decision, reason);
            }
        }
        match &mut self.decisions {
            Some(decisions) => decision.write(decisions),
            None => Ok(()),
        }
    }

    /// The rules in their order; what is to be sent, or why nothing is.
    fn judge<'r>(
        &mut self,
        row: &'r StaffRow<'r>,
        location: &'r mut String,
        records: &mut Records,
    ) -> Result<Export<'r>, Reason>
    where
        'o: 'r,
    {
        let digits = rules::identify(row, &self.bad_names)?;
        if !self.people.is_new(row.users_dcid) {
            return Err(Reason::Duplicate);
        }
        let staff_type = self.options.sub_building.staff_type(row.homeschoolid);
        let access_id = rules::admit(row, digits, staff_type)?;
        let schedule = WorkSchedule::of(row, staff_type);
        location.clear();
        if let (Some(_), Some(school)) = (schedule.rows().next(), row.homeschoolid) {
            let _ = write!(location, "{school}");
        }
        let person = Person {
            row,
            access_id: digits.trim_start_matches('0'),
            staff_type,
            command: self.known.command(row.users_dcid, access_id),
            default_calendar: &self.options.default_calendar,
            location,
            schedule_row: None,
        };
        records.fill(&person, &schedule)?;
        Ok(Export { access_id, person, schedule })
    }

    /// Remembers an exported person and completes the decision.
    fn note(&mut self, export: &Export<'_>, decision: &mut Decision<'_>) {
        let Export { access_id, person, schedule } = export;
        let schedule_rows = schedule.rows().count();
        decision.command = Some(person.command);
        decision.files = if schedule_rows > 0 { 3 } else { 2 };
        if schedule_rows == 0 && person.staff_type == StaffType::Employee && self.decisions.is_some() {
            decision.notes.push(Note::NoWorkSchedule);
        }
        if let WorkSchedule::SecondWithoutTimes(_) = schedule {
            decision.notes.push(Note::Schedule2WithoutTimes);
            messages::warning(format_args!(
                "line {}: {}: days are checked for schedule 2, but its start or end time is blank; only schedule 1 is sent",
                decision.line,
                decision.person()
            ));
        }
        if self.known.is_late_arrival(person.row.users_dcid, person.command) {
            decision.notes.push(Note::LateArrival);
        }
        self.summary.exported(person.staff_type, person.command, schedule_rows);
        self.people.export(person.row.users_dcid, *access_id);
        if let Some(guard) = &mut self.guard {
            guard.exported(*access_id, person.row.is_active());
        }
    }

    fn send(&mut self, export: &Export<'_>, records: &Records) -> Result<()> {
        match &mut self.sink {
            Sink::Preview(preview) => preview.person(&export.person, &export.schedule),
            Sink::Files(files) => {
                files.write(ImportFile::Profile, &records.profile)?;
                files.write(ImportFile::SingleSignOn, &records.single_sign_on)?;
                for (_, record) in export.schedule.rows().zip(&records.work_schedule) {
                    files.write(ImportFile::WorkSchedule, record)?;
                }
                Ok(())
            }
        }
    }

    /// The last tests, which look at the whole; then the files are put in place.
    fn finish(self, complete: bool) -> Result<()> {
        let refused = self.refusal();
        self.summary.say();
        match self.sink {
            Sink::Preview(preview) => {
                preview.finish()?;
                refused
            }
            Sink::Files(_) if refused.is_err() => refused,
            Sink::Files(files) => {
                let partial = self.options.partial || !complete;
                let new_mark = (!partial).then(|| self.people.new_mark(self.known.mark));
                let paths = files.commit(self.decisions, new_mark)?;
                let mut output = std::io::stdout().lock();
                for path in paths {
                    writeln!(output, "{}", path.display()).map_err(Failure::stdout)?;
                }
                output.flush().map_err(Failure::stdout)
            }
        }
    }

    /// Why the set as a whole must not be sent.
    fn refusal(&self) -> Result<()> {
        let rejected = self.summary.rejected();
        if self.options.strict && rejected > 0 {
            return Err(Failure::new(
                Exit::Data,
                format!("{rejected} rows were rejected and --strict is on; nothing was written"),
            ));
        }
        if let Some(guard) = &self.guard {
            guard.judge()?.iter().for_each(messages::warning);
        }
        if self.summary.people() == 0 && !self.options.allow_empty && !self.options.preview {
            return Err(Failure::new(
                Exit::Data,
                "nobody would be exported; nothing was written (--allow-empty lets an empty set through)",
            ));
        }
        Ok(())
    }
}

/// Rejections and duplicates are warnings. Names on the bad-names list and contracts are told, too: Nurse
/// and Human are real surnames, and a count would hide them. Rows about other schools are only counted.
fn tell(decision: &Decision<'_>, reason: Reason) {
    let say = match reason {
        Reason::OtherSchool => return,
        Reason::BadName | Reason::Contract => messages::notice,
        _ => messages::warning,
    };
    say(format_args!("line {}: {} ({reason}): {}", decision.line, reason.outcome(), decision.person()));
}
