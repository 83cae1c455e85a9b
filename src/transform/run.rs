//! One pass over the stream: every row is judged, reported and written.

use super::file_set::FileSet;
use super::guard::Guard;
use super::judged_row::JudgedRow;
use super::only::Only;
use super::options::SfeTransform;
use super::people::People;
use super::person::Person;
use super::preview::Preview;
use super::rules::Rules;
use super::schedule::Schedules;
use super::settings;
use super::summary::Summary;
use crate::common::exit::{Exit, Failure, OrFail as _, Result};
use crate::common::files::atomic_set::StagedFile;
use crate::common::{events, messages, progress};
use crate::decisions::Reason;
use crate::stream::reader::StaffStream;
use crate::stream::row::StaffRow;
use indicatif::ProgressBar;
use std::io::{IsTerminal as _, Read, Write as _};

/// Runs `sfe-transform`.
pub(crate) fn run(options: &SfeTransform) -> Result<()> {
    let transform = Transform::prepare(options)?;
    match &options.input {
        Some(path) => {
            let file = std::fs::File::open(path)
                .or_fail(Exit::NoInput, || format!("cannot read the staff stream {}", path.display()))?;
            transform.run(file)
        }
        None => {
            let input = std::io::stdin();
            if input.is_terminal() {
                messages::notice("reading the staff stream from the terminal (Ctrl-D ends it)");
            }
            transform.run(input.lock())
        }
    }
}

/// Where the exported people go.
enum Destination {
    Files(Box<FileSet>),
    Preview(Preview),
}

struct Transform<'o> {
    options: &'o SfeTransform,
    rules: Rules,
    people: People,
    guard: Option<Guard>,
    only: Option<Only>,
    summary: Summary,
    destination: Destination,
    decisions: Option<StagedFile>,
}

impl<'o> Transform<'o> {
    fn prepare(options: &'o SfeTransform) -> Result<Self> {
        settings::outputs_apart(options)?;
        let record = settings::record(options)?;
        Ok(Transform {
            options,
            rules: settings::rules(options, record.clone())?,
            people: People::default(),
            guard: settings::guard(options, record),
            only: Only::new(&options.only),
            summary: Summary::default(),
            destination: if options.preview {
                Destination::Preview(Preview::start()?)
            } else {
                Destination::Files(Box::new(FileSet::create(&options.output, options.eol)?))
            },
            decisions: options.decisions.as_deref().map(StagedFile::create).transpose()?,
        })
    }

    fn run(mut self, input: impl Read) -> Result<()> {
        let mut stream = StaffStream::new(input);
        let bar = match self.destination {
            // The table may be on the same terminal.
            Destination::Preview(_) => ProgressBar::hidden(),
            Destination::Files(_) => progress::spinner("{spinner} {pos} rows judged, {elapsed}"),
        };
        while let Some((line, row)) = stream.read()? {
            if line % 1024 == 0 {
                bar.set_position(line);
            }
            self.take(line, &row)?;
        }
        bar.finish_and_clear();
        let incomplete = stream.finish()?;
        if let Some(reason) = &incomplete {
            self.accept_incomplete(reason)?;
        }
        self.warn_of_shared_access_ids();
        self.finish(incomplete.is_none())
    }

    fn take(&mut self, line: u64, row: &StaffRow<'_>) -> Result<()> {
        let mut verdict = self.rules.judge(row, &mut self.people);
        if let Some(only) = &mut self.only {
            verdict = only.choose(row, verdict);
        }
        self.summary.count(&verdict);
        if let Some(guard) = &mut self.guard {
            guard.note(row, &verdict);
        }
        let judged = JudgedRow { line, row, verdict, known: &self.rules.known_people };
        report(&judged);
        if let Some(decisions) = &mut self.decisions {
            judged.decision().write(decisions)?;
        }
        match judged.verdict {
            Ok(person) => {
                self.people.export(row.users_dcid, person.access_id);
                self.destination.person(&person)
            }
            Err(_) => Ok(()),
        }
    }

    fn accept_incomplete(&self, reason: &str) -> Result<()> {
        if self.options.partial || self.options.preview {
            messages::warning(format_args!("the staff stream is incomplete: {reason}"));
            return Ok(());
        }
        Err(Failure::new(
            Exit::Data,
            format!(
                "the staff stream is incomplete: {reason}; nothing was written (--partial accepts it, for \
                 debugging; sfe-files(5) says how to end a filtered stream)"
            ),
        ))
    }

    fn warn_of_shared_access_ids(&mut self) {
        for (access_id, users_dcids) in self.people.shared_access_ids() {
            messages::warning(format_args!(
                "access ID {access_id} is shared by users_dcid {}; all are exported",
                list_of(&users_dcids)
            ));
        }
    }

    /// The last tests, which look at the whole; then the files are put in place.
    fn finish(mut self, complete: bool) -> Result<()> {
        if let Some(guard) = self.guard.as_mut().filter(|_| !complete) {
            guard.disable_leavers();
        }
        let refused = self.refusal();
        if refused.is_ok() && complete {
            self.send_leavers()?;
        }
        self.summary.show();
        match self.destination {
            Destination::Preview(preview) => {
                preview.finish()?;
                refused
            }
            Destination::Files(_) if refused.is_err() => refused,
            Destination::Files(files) => {
                let partial = self.options.partial || !complete || self.only.is_some();
                let new_mark = (!partial).then(|| self.people.new_mark(self.rules.known_people.newest_dcid));
                let paths = files.put_in_place(self.decisions, new_mark)?;
                events::send(&self.summary.event());
                let mut output = std::io::stdout().lock();
                for path in paths {
                    writeln!(output, "{}", path.display()).map_err(Failure::stdout)?;
                }
                output.flush().map_err(Failure::stdout)
            }
        }
    }

    /// Adds the people who have left; the guard has let them through.
    fn send_leavers(&mut self) -> Result<()> {
        let Some(guard) = &self.guard else { return Ok(()) };
        let leavers = guard.leavers();
        if let Some(decisions) = &mut self.decisions {
            guard.write_decisions(decisions)?;
        }
        match &mut self.destination {
            Destination::Files(files) => leavers.profiles().try_for_each(|profile| files.write_leaver(&profile))?,
            Destination::Preview(preview) => leavers.profiles().try_for_each(|profile| preview.leaver(&profile))?,
        }
        self.summary.count_leavers(leavers.len());
        Ok(())
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
        if let Some(only) = &self.only {
            only.all_exported()?;
        }
        if let Some(guard) = &self.guard {
            guard.judge()?;
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

impl Destination {
    fn person(&mut self, person: &Person<'_>) -> Result<()> {
        match self {
            Destination::Files(files) => files.write(person),
            Destination::Preview(preview) => preview.person(person),
        }
    }
}

/// Rejections and duplicates are warnings. Skipped people are reported, too: Nurse and Human are real surnames, and
/// somebody without an e-mail may be a new hire; a count would hide them. Rows about other schools are only counted.
fn report(judged: &JudgedRow<'_>) {
    let line = judged.line;
    match &judged.verdict {
        Ok(person) => {
            if let Schedules::SecondWithoutTimes(_) = person.schedules {
                let name = judged.name();
                messages::warning_at(
                    line,
                    format_args!(
                        "{name}: days are checked for schedule 2, but its start or end time is blank; only \
                         schedule 1 is sent"
                    ),
                );
            }
        }
        Err(refusal) => {
            let say = match refusal.reason {
                Reason::OtherSchool | Reason::NotChosen => return,
                Reason::NoEmail | Reason::BadName | Reason::Contract => messages::notice_at,
                Reason::NoName
                | Reason::AccessIdNotANumber
                | Reason::Duplicate
                | Reason::AccessIdOutOfRange
                | Reason::Unprintable => messages::warning_at,
            };
            say(line, format_args!("{} ({refusal}): {}", refusal.outcome(), judged.name()));
        }
    }
}

/// `3 and 4`, `3 and 4 and 5`; of more than ten the first ten and a count.
fn list_of(users_dcids: &[i64]) -> String {
    let named: Vec<String> = users_dcids.iter().take(10).map(i64::to_string).collect();
    match users_dcids.len() - named.len() {
        0 => named.join(" and "),
        more => format!("{} and {more} more", named.join(", ")),
    }
}
